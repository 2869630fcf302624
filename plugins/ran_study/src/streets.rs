//! The urban grid of TR 37.885, 2 × 2 blocks, and a UE that drives on it.
//!
//! Source: TR 37.885 V15.3.0 cl. 6.1.2 (urban grid: blocks of 433 m × 250 m, streets 20 m wide; straight 0.5, left 0.25, right 0.25). The area here ends with
//! the outer streets; at a junction only directions that stay in it are drawn, and none left is a U-turn.

use twin_channel::line_of_sight::Rectangle;
use twin_units::rng::Stream;

/// Centre lines of the north-south streets, m.
pub(crate) const X_M: [f64; 3] = [-433.0, 0.0, 433.0];
/// Centre lines of the east-west streets, m.
pub(crate) const Y_M: [f64; 3] = [-250.0, 0.0, 250.0];
/// Half a street's width, m.
pub(crate) const HALF_STREET_M: f64 = 10.0;
/// Chances of going straight on, left and right.
const STRAIGHT: f64 = 0.5;
const TURN: f64 = 0.25;

/// The four buildings between the streets.
pub fn buildings() -> Vec<Rectangle> {
    let mut buildings = Vec::new();
    for x in X_M.windows(2) {
        for y in Y_M.windows(2) {
            buildings.push(Rectangle {
                min: [x[0] + HALF_STREET_M, y[0] + HALF_STREET_M],
                max: [x[1] - HALF_STREET_M, y[1] - HALF_STREET_M],
            });
        }
    }
    buildings
}

/// A UE on the centre lines.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Driver {
    position_m: [f64; 2],
    /// Unit steps east and north.
    heading: [i8; 2],
    /// Indices of the crossing ahead in [`X_M`] and [`Y_M`].
    ahead: [usize; 2],
}

impl Driver {
    /// Starts anywhere on the streets, in either direction.
    pub fn draw(stream: &mut Stream) -> Self {
        let (length_x, length_y) = (X_M[2] - X_M[0], Y_M[2] - Y_M[0]);
        let is_east_west = stream.chance(length_x / (length_x + length_y));
        let street = stream.index(3);
        let along = stream.uniform();
        let forward: i8 = if stream.chance(0.5) { 1 } else { -1 };
        let crossing_ahead = |lines: &[f64; 3], at: f64| match (forward, at < lines[1]) {
            (1, true) | (-1, false) => 1,
            (1, false) => 2,
            _ => 0,
        };
        if is_east_west {
            let x = X_M[0] + length_x * along;
            Self { position_m: [x, Y_M[street]], heading: [forward, 0], ahead: [crossing_ahead(&X_M, x), street] }
        } else {
            let y = Y_M[0] + length_y * along;
            Self { position_m: [X_M[street], y], heading: [0, forward], ahead: [street, crossing_ahead(&Y_M, y)] }
        }
    }

    /// Where it is, m.
    pub fn position_m(&self) -> [f64; 2] {
        self.position_m
    }

    /// Drives on by a distance, m, turning at crossings.
    pub fn advance(&mut self, distance_m: f64, stream: &mut Stream) {
        let mut left_m = distance_m;
        loop {
            let crossing = [X_M[self.ahead[0]], Y_M[self.ahead[1]]];
            let to_go_m = (crossing[0] - self.position_m[0]).abs() + (crossing[1] - self.position_m[1]).abs();
            if left_m < to_go_m {
                self.position_m[0] += f64::from(self.heading[0]) * left_m;
                self.position_m[1] += f64::from(self.heading[1]) * left_m;
                return;
            }
            left_m -= to_go_m;
            self.position_m = crossing;
            self.turn(stream);
        }
    }

    /// The crossing reached by going on in a direction, if that stays in the area.
    fn next(&self, heading: [i8; 2]) -> Option<[usize; 2]> {
        let index = |at: usize, step: i8| at.checked_add_signed(isize::from(step)).filter(|&index| index < 3);
        Some([index(self.ahead[0], heading[0])?, index(self.ahead[1], heading[1])?])
    }

    fn turn(&mut self, stream: &mut Stream) {
        let [east, north] = self.heading;
        let choices = [([east, north], STRAIGHT), ([-north, east], TURN), ([north, -east], TURN)];
        let open: Vec<([i8; 2], [usize; 2], f64)> = choices
            .iter()
            .filter_map(|&(heading, weight)| self.next(heading).map(|ahead| (heading, ahead, weight)))
            .collect();
        let mut draw = stream.uniform() * open.iter().map(|choice| choice.2).sum::<f64>();
        let chosen = open.iter().find(|choice| {
            draw -= choice.2;
            draw < 0.0
        });
        match chosen.or(open.last()) {
            Some(&(heading, ahead, _)) => (self.heading, self.ahead) = (heading, ahead),
            None => {
                self.heading = [-east, -north];
                self.ahead = self.next(self.heading).unwrap_or(self.ahead);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use twin_units::rng::Purpose;

    #[test]
    fn a_driver_stays_on_the_streets_at_its_speed() {
        let mut visits = [[0u32; 3]; 3];
        for ue in 0..20 {
            let mut stream = Stream::new(3, ue, Purpose::Route);
            let mut driver = Driver::draw(&mut stream);
            for _ in 0..20_000 {
                let before = driver.position_m();
                driver.advance(0.3, &mut stream);
                let [x, y] = driver.position_m();
                assert!(X_M.contains(&x) || Y_M.contains(&y), "{x} {y} is on no street");
                assert!((-433.0..=433.0).contains(&x) && (-250.0..=250.0).contains(&y));
                assert!((x - before[0]).abs() + (y - before[1]).abs() < 0.3 + 1e-9);
                if let (Some(i), Some(j)) =
                    (X_M.iter().position(|m| (m - x).abs() < 1.0), Y_M.iter().position(|m| (m - y).abs() < 1.0))
                {
                    visits[i][j] += 1;
                }
            }
        }
        assert!(visits.iter().flatten().all(|&count| count > 100), "every crossing is visited: {visits:?}");
        assert_eq!(buildings().len(), 4);
        assert_eq!(buildings()[0], Rectangle { min: [-423.0, -240.0], max: [-10.0, -10.0] });
    }
}
