//! What one UE hears along its way: levels of all cells at every tick.

use crate::streets::{Driver, buildings};
use crate::world::{Condition, POWER_DBM, noise, street_canyon};
use twin_channel::car;
use twin_channel::line_of_sight::{Rectangle, is_clear};
use twin_channel::shadowing::{CORRELATION_UMI_LOS_M, Shadowing};
use twin_channel::street_canyon::{SHADOWING_LOS_DB, SHADOWING_NLOS_DB, StreetCanyon};
use twin_units::rng::{Purpose, Stream};
use twin_units::{Db, TICK_S, math};

/// Number of cells.
pub const N_CELLS: usize = 7;

/// One UE's way and links, tick by tick.
#[derive(Debug)]
pub struct Radio {
    sites: [[f64; 2]; N_CELLS],
    buildings: Vec<Rectangle>,
    path_loss: StreetCanyon,
    driver: Driver,
    route: Stream,
    step_m: f64,
    /// Shadowing per link; each drawn along the UE's own way, independent between sites.
    shadowing: [(Shadowing, Stream); N_CELLS],
    /// Line of sight per link; shadowing is drawn anew when it changes, as ns-3's model does: the two conditions are different distributions.
    had_line_of_sight: [Option<bool>; N_CELLS],
    kept: f64,
    fresh: f64,
    car_loss_db: f64,
    noise_w: f64,
    /// Interferers' share of time on the air, 0..=1.
    load: f64,
    /// Received power of each cell, dBm.
    pub rsrp_dbm: [f64; N_CELLS],
    /// SINR the UE would have on each cell, dB, with interferers on the air for their share of the time.
    pub sinr_db: [f64; N_CELLS],
    /// The same with every interferer on the air all the time, dB.
    pub full_load_sinr_db: [f64; N_CELLS],
}

impl Radio {
    /// A UE at the start of its way, with interferers on the air for a share `load` of the time, 0..=1.
    pub fn new(condition: &Condition, seed: u64, ue: u32, load: f64) -> Self {
        let mut route = Stream::new(seed, ue, Purpose::Route);
        let driver = Driver::draw(&mut route);
        let car_loss_db = if condition.is_in_car() {
            car::loss_db(car::MEAN_DB, &mut Stream::new(seed, ue, Purpose::CarLoss))
        } else {
            0.0
        };
        let links = std::array::from_fn(|site| {
            let mut stream = Stream::new(seed, ue * N_CELLS as u32 + site as u32, Purpose::Shadowing);
            (Shadowing::draw(&mut stream), stream)
        });
        let step_m = condition.speed_m_per_s * TICK_S;
        let kept = math::exp(-step_m / CORRELATION_UMI_LOS_M);
        let mut radio = Self {
            sites: condition.sites(),
            buildings: buildings(),
            path_loss: street_canyon(),
            driver,
            route,
            step_m,
            shadowing: links,
            had_line_of_sight: [None; N_CELLS],
            kept,
            fresh: (1.0 - kept * kept).max(0.0).sqrt(),
            car_loss_db,
            noise_w: noise().0,
            load,
            rsrp_dbm: [0.0; N_CELLS],
            sinr_db: [0.0; N_CELLS],
            full_load_sinr_db: [0.0; N_CELLS],
        };
        radio.measure();
        radio
    }

    /// Drives on by one tick and measures.
    pub fn advance(&mut self) {
        self.driver.advance(self.step_m, &mut self.route);
        for (shadowing, stream) in &mut self.shadowing {
            shadowing.step(self.kept, self.fresh, stream);
        }
        self.measure();
    }

    fn measure(&mut self) {
        let at = self.driver.position_m();
        let mut power_w = [0.0; N_CELLS];
        let mut total_w = 0.0;
        for (site, power) in power_w.iter_mut().enumerate() {
            let position = self.sites[site];
            let has_line_of_sight = is_clear(&self.buildings, position, at);
            let before = self.had_line_of_sight[site].replace(has_line_of_sight);
            if before.is_some_and(|before| before != has_line_of_sight) {
                let (shadowing, stream) = &mut self.shadowing[site];
                *shadowing = Shadowing::draw(stream);
            }
            let deviation_db = if has_line_of_sight { SHADOWING_LOS_DB } else { SHADOWING_NLOS_DB };
            let distance_m = math::hypot(position[0] - at[0], position[1] - at[1]);
            let loss_db = self.path_loss.path_loss(distance_m, has_line_of_sight).0
                + self.shadowing[site].0.loss_db(deviation_db)
                + self.car_loss_db;
            self.rsrp_dbm[site] = POWER_DBM - loss_db;
            *power = math::exp10((self.rsrp_dbm[site] - 30.0) / 10.0);
            total_w += *power;
        }
        for (site, power) in power_w.into_iter().enumerate() {
            let others_w = (total_w - power).max(0.0);
            let sinr = |load: f64| Db::from_linear(power / (load * others_w + self.noise_w)).0;
            self.sinr_db[site] = sinr(self.load);
            self.full_load_sinr_db[site] = sinr(1.0);
        }
    }
}
