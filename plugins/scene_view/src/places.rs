//! Where things are drawn in this frame: the one answer for picking, labels, handles, the camera and other views.

use crate::frame::{bevy_from_twin, heading_from_bearing};
use crate::inputs::{LoadedScene, PickGeometry};
use crate::polygon::interior_point;
use crate::solids::{extent, floors};
use bevy::ecs::system::SystemParam;
use bevy::prelude::*;
use glam::DVec3;
use std::collections::BTreeMap;
use twin_scene::schema::AgentKind;
use twin_sim::plan::Plan;
use twin_units::UeId;
use view_state::Object;

/// Where an object is drawn.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Place {
    /// Its own point in the twin's axes, m: an agent's ground point, an antenna, the centre of a panel or building.
    pub position: DVec3,
    /// Centre of its body in the twin's axes, m.
    pub center: DVec3,
    /// Radius of a ball around its body as drawn, m.
    pub radius_m: f64,
}

/// Where agents are drawn, by UE.
#[derive(Resource, Default)]
pub(crate) struct AgentPlaces(pub(crate) BTreeMap<UeId, AgentPlace>);

/// Where and how large an agent is drawn.
pub(crate) struct AgentPlace {
    pub(crate) place: Place,
    pub(crate) in_twin: DVec3,
    pub(crate) kind: AgentKind,
    pub(crate) name: String,
}

/// How much larger than life sites and RIS are drawn in this frame, so that they stay visible; by id.
#[derive(Resource, Default)]
pub(crate) struct DrawnScales {
    pub(crate) sites: Vec<f32>,
    pub(crate) ris: Vec<f32>,
}

/// An object held by the pointer is drawn there before the twin confirms.
#[derive(Resource, Default)]
pub(crate) struct DragPreview(pub(crate) Option<(Object, DVec3)>);

impl DragPreview {
    /// The position to draw an object at, given the twin's.
    pub(crate) fn apply(&self, object: Object, position: DVec3) -> DVec3 {
        self.0.filter(|(held, _)| *held == object).map_or(position, |(_, preview)| preview)
    }
}

/// What a geometry object is in the scene.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum SceneIndex {
    /// Index into `Scene::buildings`.
    Building(usize),
    /// Index into `Scene::blocks`.
    Block(usize),
    /// Index into `Scene::meshes`.
    Mesh(usize),
    /// A mesh that is the ground.
    Floor,
}

/// Buildings, blocks and meshes by their object number in the geometry.
#[derive(Resource, Default)]
pub(crate) struct ObjectIndex(pub(crate) BTreeMap<u32, SceneIndex>);

/// Finds out which object number each building and block has, by looking down on each.
pub(crate) fn index_objects(
    scene: Option<Res<LoadedScene>>,
    geometry: Option<Res<PickGeometry>>,
    mut index: ResMut<ObjectIndex>,
) {
    let (Some(scene), Some(geometry)) = (scene, geometry) else {
        return;
    };
    if !scene.is_changed() && !geometry.is_changed() {
        return;
    }
    index.0.clear();
    let scene = &scene.0;
    let mut look_down = |top: DVec3, entry: SceneIndex| {
        if let Some(hit) = geometry.0.cast_ray(top + DVec3::Z * 0.05, DVec3::NEG_Z, 0.1) {
            index.0.entry(hit.object).or_insert(entry);
        }
    };
    for (i, building) in scene.buildings.iter().enumerate() {
        if let Some(inside) = interior_point(&building.footprint, &building.holes) {
            look_down(inside.extend(building.height_m), SceneIndex::Building(i));
        }
    }
    for (i, block) in scene.blocks.iter().enumerate() {
        let (x, y, z) = block.center;
        look_down(DVec3::new(x, y, z + block.size.2 / 2.0), SceneIndex::Block(i));
    }
    // Meshes may have any shape: they are known by their numbers, which follow those of all else.
    let first = usize::from(scene.ground_material.is_present()) + scene.buildings.len() + scene.blocks.len();
    for (i, is_floor) in floors(&scene.meshes).into_iter().enumerate() {
        index.0.insert((first + i) as u32, if is_floor { SceneIndex::Floor } else { SceneIndex::Mesh(i) });
    }
}

/// Answers where objects are drawn in this frame.
#[derive(SystemParam)]
pub struct Places<'w> {
    agents: Res<'w, AgentPlaces>,
    scales: Res<'w, DrawnScales>,
    preview: Res<'w, DragPreview>,
    index: Res<'w, ObjectIndex>,
    plan: Option<Res<'w, Plan>>,
    scene: Option<Res<'w, LoadedScene>>,
}

impl Places<'_> {
    /// Where an object is drawn; `None` when there is no such object.
    pub fn of(&self, object: Object) -> Option<Place> {
        match object {
            Object::Agent(ue) => self.agents.0.get(&ue).map(|agent| agent.place),
            Object::Site(id) => {
                let site = self.plan.as_ref()?.sites.get(id.0 as usize)?;
                let position = self.preview.apply(object, site.position);
                let scale = self.scales.sites.get(id.0 as usize).copied().unwrap_or(1.0);
                Some(Place { position, center: position, radius_m: 1.3 * f64::from(scale) })
            }
            Object::Ris(id) => {
                let plan = self.plan.as_ref()?;
                let ris = plan.ris.get(id.0 as usize)?;
                let position = self.preview.apply(object, ris.position);
                let scale = self.scales.ris.get(id.0 as usize).copied().unwrap_or(1.0);
                let half_m = f64::from(ris.rows.max(ris.columns)) * plan.carrier.frequency.wavelength_m() / 4.0;
                Some(Place { position, center: position, radius_m: half_m * 1.5 * f64::from(scale) })
            }
            Object::Building(number) => {
                let scene = &self.scene.as_ref()?.0;
                match *self.index.0.get(&number)? {
                    SceneIndex::Building(i) => {
                        let building = scene.buildings.get(i)?;
                        let middle = interior_point(&building.footprint, &building.holes)?;
                        let reach = building.footprint.iter().map(|&(x, y)| middle.distance(glam::DVec2::new(x, y)));
                        let top = middle.extend(building.height_m);
                        Some(Place { position: top, center: top, radius_m: reach.fold(1.0, f64::max) })
                    }
                    SceneIndex::Block(i) => {
                        let block = scene.blocks.get(i)?;
                        let center = DVec3::new(block.center.0, block.center.1, block.center.2);
                        let radius_m = DVec3::new(block.size.0, block.size.1, block.size.2).length() / 2.0;
                        Some(Place { position: center, center, radius_m })
                    }
                    SceneIndex::Floor => None,
                    SceneIndex::Mesh(i) => {
                        let (low, high) = extent([scene.meshes.get(i)?])?;
                        let center = (low + high) / 2.0;
                        Some(Place { position: center, center, radius_m: low.distance(high) / 2.0 })
                    }
                }
            }
        }
    }

    /// Name of an object as its label shows it.
    pub fn name(&self, object: Object) -> Option<String> {
        match object {
            Object::Agent(ue) => self.agents.0.get(&ue).map(|agent| agent.name.clone()),
            Object::Site(id) => self.plan.as_ref()?.sites.get(id.0 as usize).map(|site| site.name.clone()),
            Object::Ris(id) => self.plan.as_ref()?.ris.get(id.0 as usize).map(|ris| ris.name.clone()),
            Object::Building(number) => {
                let scene = &self.scene.as_ref()?.0;
                match *self.index.0.get(&number)? {
                    SceneIndex::Building(i) => scene.buildings.get(i).map(|building| building.name.clone()),
                    SceneIndex::Block(i) => scene.blocks.get(i).map(|block| block.name.clone()),
                    SceneIndex::Mesh(i) => scene.meshes.get(i).map(|mesh| mesh.name.clone()),
                    SceneIndex::Floor => None,
                }
                .filter(|name| !name.is_empty())
            }
        }
    }

    /// All sites, RIS and agents.
    pub fn objects(&self) -> Vec<Object> {
        let mut objects = Vec::new();
        if let Some(plan) = &self.plan {
            objects.extend(plan.sites.iter().map(|site| Object::Site(site.id)));
            objects.extend(plan.ris.iter().map(|ris| Object::Ris(ris.id)));
        }
        objects.extend(self.agents.0.keys().map(|ue| Object::Agent(*ue)));
        objects
    }

    /// Where the twin has a movable object, whatever is drawn, m.
    pub(crate) fn in_twin(&self, object: Object) -> Option<DVec3> {
        match object {
            Object::Agent(ue) => self.agents.0.get(&ue).map(|agent| agent.in_twin),
            Object::Site(id) => self.plan.as_ref()?.sites.get(id.0 as usize).map(|site| site.position),
            Object::Ris(id) => self.plan.as_ref()?.ris.get(id.0 as usize).map(|ris| ris.position),
            Object::Building(_) => None,
        }
    }

    /// Direction that a flat object looks in, counter-clockwise from east, rad; `None` for what has no front.
    pub(crate) fn facing(&self, object: Object) -> Option<f64> {
        match object {
            Object::Ris(id) => {
                self.plan.as_ref()?.ris.get(id.0 as usize).map(|ris| heading_from_bearing(ris.azimuth_deg))
            }
            _ => None,
        }
    }

    /// Kind of an agent; `None` for other objects.
    pub(crate) fn agent_kind(&self, object: Object) -> Option<AgentKind> {
        match object {
            Object::Agent(ue) => self.agents.0.get(&ue).map(|agent| agent.kind),
            _ => None,
        }
    }

    /// The scene's outline data of a building or block.
    pub(crate) fn scene_index(&self, number: u32) -> Option<SceneIndex> {
        self.index.0.get(&number).copied()
    }
}

/// Points in Bevy's axes just above objects, where their labels belong.
pub fn label_anchors(places: &Places, objects: &[Object]) -> Vec<(Object, Vec3)> {
    objects
        .iter()
        .filter_map(|&object| {
            let place = places.of(object)?;
            Some((object, bevy_from_twin(place.center + DVec3::Z * place.radius_m)))
        })
        .collect()
}
