use super::*;

/// Boxes by a fixed pattern, some flat, some alike.
fn boxes(n: u32) -> Vec<Bounds> {
    let place = |i: u32, k: u32| f64::from((i * 7919 + k * 104_729 + i * i * 31) % 1009) - 500.0;
    (0..n)
        .map(|i| {
            let min = DVec3::new(place(i, 1), place(i, 2), place(i, 3) / 10.0);
            Bounds {
                min,
                max: min + DVec3::new(f64::from(i % 7) * 3.0, f64::from(i % 5) * 4.0, f64::from(i % 3) * 9.0),
            }
        })
        .collect()
}

/// Slab test in f64, without growth.
fn is_touched(bounds: &Bounds, a: DVec3, b: DVec3) -> bool {
    let (mut enter, mut leave) = (0.0_f64, 1.0_f64);
    for axis in 0..3 {
        let (from, span) = (a[axis], b[axis] - a[axis]);
        if span == 0.0 {
            if from < bounds.min[axis] || from > bounds.max[axis] {
                return false;
            }
            continue;
        }
        let (t0, t1) = ((bounds.min[axis] - from) / span, (bounds.max[axis] - from) / span);
        enter = enter.max(t0.min(t1));
        leave = leave.min(t0.max(t1));
    }
    enter <= leave
}

#[test]
fn no_touched_box_is_lost() {
    for n in [0, 1, 2, 5, 17, 2_000] {
        let all = boxes(n);
        let tree = Tree::new(all.iter().copied());
        for k in 0..200 {
            let point =
                |j: f64| DVec3::new((j * 37.1) % 997.0 - 500.0, (j * 53.7) % 991.0 - 500.0, (j * 11.3) % 120.0 - 50.0);
            let (a, mut b) = (point(f64::from(k)), point(f64::from(k) * 3.3 + 1.0));
            if k % 3 == 0 {
                b.z = a.z;
            }
            let mut seen = Vec::new();
            tree.any_on_segment(a, b, |surface| {
                seen.push(surface);
                false
            });
            seen.sort_unstable();
            assert!(seen.windows(2).all(|pair| pair[0] < pair[1]), "a box was visited twice");
            for (index, bounds) in all.iter().enumerate() {
                if is_touched(bounds, a, b) {
                    assert!(seen.binary_search(&(index as u32)).is_ok(), "box {index} of {n} was lost");
                }
            }
        }
    }
}

#[test]
fn the_nearest_is_the_nearest() {
    let all = boxes(500);
    let tree = Tree::new(all.iter().copied());
    // A made-up hit: the middle of the box's slab in x, where the box is touched.
    let mut n_hits = 0;
    for k in 0..200 {
        let a = DVec3::new(-600.0, f64::from(k * 5) - 500.0, f64::from(k % 60) - 50.0);
        let span = DVec3::new(1_300.0, f64::from(k % 13) * 8.0 - 50.0, f64::from(k % 7) - 3.0);
        let hit = |surface: u32| {
            let bounds = &all[surface as usize];
            is_touched(bounds, a, a + span).then(|| ((bounds.min.x + bounds.max.x) / 2.0 - a.x) / span.x)
        };
        let all_hits = (0..500).filter_map(|i| Some((i, hit(i)?)));
        let expected = all_hits.min_by(|x, y| x.1.total_cmp(&y.1).then(x.0.cmp(&y.0)));
        n_hits += usize::from(expected.is_some());
        assert_eq!(tree.nearest(a, span, hit), expected);
    }
    assert!(n_hits > 20);
}

#[test]
fn many_equal_boxes_do_not_make_it_deep() {
    let same = Bounds { min: DVec3::ZERO, max: DVec3::ONE };
    let tree = Tree::new(std::iter::repeat_n(same, 100_000));
    let mut count = 0;
    tree.any_on_segment(DVec3::NEG_ONE, DVec3::splat(2.0), |_| {
        count += 1;
        false
    });
    assert_eq!(count, 100_000);
}
