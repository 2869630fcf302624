"""Beamscape's ray engine beside Sionna RT on the same machine, scene, receivers and depth.

    python side_by_side.py --beamscape PATH/TO/beamscape-cli [--scene etoile] [--rounds 3]

Run it with the Python of an environment that has sionna-rt 2.2.0 (CPU, LLVM), on an otherwise idle machine. The two programs take turns;
what counts are the ratios of their medians. Maps are compared with a map of all sequences that 2,000,000 rays find, at 5 × 5 points a cell.
"""
import argparse, glob, json, os, statistics, subprocess, sys, tempfile, time

p = argparse.ArgumentParser()
p.add_argument("--beamscape", required=True)
p.add_argument("--scene", default="etoile")
p.add_argument("--tx", default="-210,73,105")
p.add_argument("--freq-hz", type=float, default=3.5e9)
p.add_argument("--depth", type=int, default=3)
p.add_argument("--rays", type=int, default=100_000)
p.add_argument("--rounds", type=int, default=3)
p.add_argument("--no-exact", action="store_true", help="leave out the comparison of maps")
o = p.parse_args()

if "DRJIT_LIBLLVM_PATH" not in os.environ:
    found = sorted(glob.glob("/usr/lib/*/libLLVM.so.19.1"))
    if found:
        os.environ["DRJIT_LIBLLVM_PATH"] = found[0]

import numpy as np
import sionna.rt as rt, drjit as dr, mitsuba as mi

path = getattr(rt.scene, o.scene)
tx = [float(v) for v in o.tx.split(",")]
rx = [[20 * (i % 10 - 4.5) + 0.37, 20 * (i // 10 - 4.5) + 0.21, 1.5] for i in range(100)]
moved = [[x + 0.5, y + 0.3, z] for x, y, z in rx]

scene = rt.load_scene(path)
scene.frequency = o.freq_hz
scene.tx_array = scene.rx_array = rt.PlanarArray(num_rows=1, num_cols=1, pattern="iso", polarization="V")
scene.add(rt.Transmitter("tx", tx))
for i, r in enumerate(rx):
    scene.add(rt.Receiver(f"rx{i:03d}", r))
solver, mapper = rt.PathSolver(), rt.RadioMapSolver()


def paths(points):
    for i, r in enumerate(points):
        scene.get(f"rx{i:03d}").position = r
    q = solver(scene, max_depth=o.depth, samples_per_src=100_000, los=True, specular_reflection=True, diffuse_reflection=False,
               refraction=False, diffraction=False)
    dr.eval(q.valid, q.a, q.tau)
    dr.sync_thread()
    return int(q.valid.numpy().sum())


def radio_map():
    m = mapper(scene, center=mi.Point3f(0, 0, 1.5), orientation=mi.Point3f(0), size=mi.Point2f(1000, 1000), cell_size=mi.Point2f(5, 5),
               samples_per_tx=1_000_000, max_depth=o.depth, refraction=False)
    dr.eval(m.path_gain)
    dr.sync_thread()
    return m.path_gain.numpy()[0]


def timed(f, *args):
    t = time.perf_counter()
    result = f(*args)
    return time.perf_counter() - t, result


def ours(*extra):
    out = subprocess.run([o.beamscape, "bench", "radio", "--scene", path, f"--tx={o.tx}", "--freq-hz", str(o.freq_hz), "--depth", str(o.depth),
                          "--rays", str(o.rays), "--reps", "3", "--json", *extra], capture_output=True, text=True, check=True)
    return json.loads(out.stdout)


paths(rx), radio_map()  # compiles the kernels
folder = tempfile.mkdtemp()
s = {"paths": [], "moved": [], "map": []}
b = {"paths": [], "moved": [], "map": []}
for _ in range(o.rounds):
    t, n = timed(paths, rx)
    s["paths"].append(t)
    s["moved"].append(timed(paths, moved)[0])
    t, sionna_map = timed(radio_map)
    s["map"].append(t)
    own = ours("--save-map", f"{folder}/map.npy")
    b["paths"].append(own["new_transmitter_100_receivers_s"])
    b["moved"].append(own["moved_receivers_s"])
    b["map"].append(own["map_s"])

median = statistics.median
result = {"scene": o.scene, "triangles": own["triangles"], "surfaces": own["surfaces"], "threads": own["threads"],
          "sionna_paths": n, "beamscape_paths": own["paths"]}
for case in s:
    result[case] = {"sionna_s": round(median(s[case]), 4), "beamscape_s": round(median(b[case]), 5),
                    "ratio": round(median(s[case]) / median(b[case]), 1)}

if not o.no_exact:
    subprocess.run([o.beamscape, "coverage", path, "--freq-hz", str(o.freq_hz), f"--tx={o.tx}", "--bounds=-500,-500,500,500", "--cell-m", "5",
                    "--max-depth", str(o.depth), "--points-per-side", "5", "--out", f"{folder}/exact.npy"], check=True)
    exact, own_map = np.load(f"{folder}/exact.npy"), np.load(f"{folder}/map.npy")

    def error(m):
        both = (m > 0) & (exact > 0)
        d = 10 * np.log10(m[both] / exact[both])
        return {"cells": int(both.sum()), "lost_cells": int(((m <= 0) & (exact > 0)).sum()), "rms_dB": round(float(np.sqrt((d**2).mean())), 3),
                "median_abs_dB": round(float(np.median(abs(d))), 3), "p95_abs_dB": round(float(np.quantile(abs(d), 0.95)), 3),
                "sum_dB": round(float(10 * np.log10(m.sum() / exact.sum())), 3)}

    result["map_error"] = {"sionna_1e6_rays": error(sionna_map), "beamscape": error(own_map)}
json.dump(result, sys.stdout, indent=1)
print()
