"""Trains the beam predictor on measurements of the twin, and writes the model with its card.

    beamscape dataset SCENE --out data.csv
    pip install -r requirements.txt
    python train.py data.csv [more.csv ...]

Task: spatial-domain beam prediction, BM-Case1 of TR 38.843 (V18.0.0) cl. 5.2. Of 32 SSB beams (8 azimuths x 4 elevations, beam =
elevation * 8 + azimuth) a UE measures 8; the model gives a logit for each of the 32. The network is an MLP 8-64-64-32 with ReLU,
trained with Adam on the softmax cross-entropy of the truly strongest beam, in plain numpy.

Sites, not rows, are held out: the numbers on the card are for sites the model has never seen.

Input columns used: site (number of the site of the position's best cell), rsrp_beam_0 .. rsrp_beam_31 (levels of that cell's beams,
dBm; empty or -inf when a beam is not heard). One row is one position.

Written beside this script (or to --out): model.onnx, card.ron, golden.ron.
"""

import argparse
import csv
import os
from pathlib import Path

os.environ["OPENBLAS_NUM_THREADS"] = "1"  # One thread: the same sums in the same order.

import blake3
import numpy as np
import onnx
import onnxruntime
from onnx import TensorProto, helper, numpy_helper

N_AZIMUTH, N_ELEVATION = 8, 4
N_BEAMS = N_AZIMUTH * N_ELEVATION
STAGGER = [0, 2, 1, 3]
MEASURED = [b for b in range(N_BEAMS) if (b % N_AZIMUTH) % 4 == STAGGER[(b // N_AZIMUTH) % 4]]
FLOOR_DB = -40.0
# The network sees (dB + OFFSET) * SCALE, which lies in -1..=1; whoever runs the model does this, as the card says.
OFFSET, SCALE = 20.0, 0.05
HIDDEN = 64
OPSET = 17


def read_rows(paths):
    """All rows: site of each row, levels [row, beam] in dBm."""
    sites, levels = [], []
    for path in paths:
        with open(path, newline="") as file:
            for row in csv.DictReader(file):
                sites.append(int(row["site"]))
                levels.append([float(row[f"rsrp_beam_{b}"] or "-inf") for b in range(N_BEAMS)])
    return np.array(sites), np.array(levels, dtype=np.float64)


def observe(levels, rng=None, noise_db=0.0):
    """Measured beams in dB relative to the strongest of them, floored, as `twin_edge::BeamObservation` does."""
    measured = levels[:, MEASURED]
    if rng is not None:
        measured = measured + rng.normal(0.0, noise_db, measured.shape)
    relative = measured - measured.max(axis=1, keepdims=True)
    return np.maximum(relative, FLOOR_DB).astype(np.float32)


def scaled(observed_db):
    return ((observed_db + np.float32(OFFSET)) * np.float32(SCALE)).astype(np.float32)


def initial_weights(rng):
    """He initialisation: [weight, bias] of each layer, weights [in, out]."""
    sizes = [len(MEASURED), HIDDEN, HIDDEN, N_BEAMS]
    return [
        array.astype(np.float32)
        for n_in, n_out in zip(sizes, sizes[1:])
        for array in (rng.normal(0.0, np.sqrt(2.0 / n_in), (n_in, n_out)), np.zeros(n_out))
    ]


def forward(weights, x):
    """Activations of every layer; the last are the logits."""
    activations = [x]
    for layer in range(3):
        x = x @ weights[2 * layer] + weights[2 * layer + 1]
        if layer < 2:
            x = np.maximum(x, 0.0)
        activations.append(x)
    return activations


def gradients(weights, x, best_beam):
    """Mean cross-entropy of a batch and its gradient for each array of `weights`."""
    activations = forward(weights, x)
    logits = activations[-1] - activations[-1].max(axis=1, keepdims=True)
    share = np.exp(logits)
    share /= share.sum(axis=1, keepdims=True)
    rows = np.arange(len(x))
    loss = -np.log(share[rows, best_beam] + 1e-12).mean()
    delta = share
    delta[rows, best_beam] -= 1.0
    delta /= len(x)
    result = [None] * 6
    for layer in (2, 1, 0):
        result[2 * layer] = activations[layer].T @ delta
        result[2 * layer + 1] = delta.sum(axis=0)
        delta = (delta @ weights[2 * layer].T) * (activations[layer] > 0.0)
    return loss, result


def train(levels, args):
    """Adam with a cosine learning rate and decoupled weight decay; fresh measurement noise in each epoch."""
    rng = np.random.default_rng(args.seed)
    weights = initial_weights(rng)
    mean = [np.zeros_like(w) for w in weights]
    square = [np.zeros_like(w) for w in weights]
    best_beam = levels.argmax(axis=1)
    n_batches = -(-len(levels) // args.batch)
    step, steps = 0, args.epochs * n_batches
    for epoch in range(args.epochs):
        x = scaled(observe(levels, rng, args.noise_db))
        losses = []
        for batch in np.array_split(rng.permutation(len(levels)), n_batches):
            loss, gradient = gradients(weights, x[batch], best_beam[batch])
            losses.append(loss)
            step += 1
            rate = args.rate * 0.5 * (1.0 + np.cos(np.pi * step / steps))
            for i, g in enumerate(gradient):
                mean[i] = 0.9 * mean[i] + 0.1 * g
                square[i] = 0.999 * square[i] + 0.001 * g * g
                update = (mean[i] / (1.0 - 0.9**step)) / (np.sqrt(square[i] / (1.0 - 0.999**step)) + 1e-8)
                decay = args.decay * weights[i] if weights[i].ndim == 2 else 0.0
                weights[i] = (weights[i] - rate * (update + decay)).astype(np.float32)
        if epoch % 10 == 9 or epoch + 1 == args.epochs:
            print(f"epoch {epoch + 1:3}: cross-entropy {np.mean(losses):.4f}", flush=True)
    return weights


def by_score(scores):
    """Ranking [row, place] by descending score; equals by ascending index."""
    return np.argsort(-scores, axis=1, kind="stable")


def nearest_measured(levels):
    """The rule of `twin_edge::NearestMeasured`."""
    strongest = np.array(MEASURED)[observe(levels).argmax(axis=1)]
    azimuth, elevation = np.arange(N_BEAMS) % N_AZIMUTH, np.arange(N_BEAMS) // N_AZIMUTH
    distance = (azimuth[strongest, None] - azimuth) ** 2 + (elevation[strongest, None] - elevation) ** 2
    return by_score(-distance)


def table(training, levels):
    """For each strongest measured beam, the beams that were most often the strongest of all in training: learning without a network."""
    def strongest(rows):
        return observe(rows).argmax(axis=1)

    counts = np.zeros((len(MEASURED), N_BEAMS))
    np.add.at(counts, (strongest(training), training.argmax(axis=1)), 1.0)
    return by_score(counts[strongest(levels)])


def scores_of(name, ranking, levels, n_measured):
    """One line of the card: how often the strongest beam is among the first k, and what the first one loses."""
    best = levels.argmax(axis=1)
    heard_floor = np.where(np.isfinite(levels), levels, np.inf).min(axis=1, keepdims=True)
    levels = np.where(np.isfinite(levels), levels, heard_floor)
    rows = np.arange(len(levels))
    loss = levels[rows, best] - levels[rows, ranking[:, 0]]
    loss_3 = levels[rows, best] - levels[rows[:, None], ranking[:, :3]].max(axis=1)
    hit = ranking == best[:, None]
    result = {
        "method": f'"{name}"',
        "beams_measured": n_measured,
        "top_1": f"{hit[:, :1].any(axis=1).mean():.4f}",
        "top_3": f"{hit[:, :3].any(axis=1).mean():.4f}",
        "top_5": f"{hit[:, :5].any(axis=1).mean():.4f}",
        "mean_rsrp_loss_db": f"{loss.mean():.3f}",
        "mean_rsrp_loss_top_3_db": f"{loss_3.mean():.3f}",
    }
    print("  " + ", ".join(f"{k} {v}" for k, v in result.items()))
    return "(" + ", ".join(f"{k}: {v}" for k, v in result.items()) + ")"


def export(weights):
    """The network as ONNX: three Gemm, two Relu, a symbolic batch."""
    names = [f"{kind}_{layer}" for layer in (1, 2, 3) for kind in ("weight", "bias")]
    nodes, x = [], "measured_rsrp"
    for layer in (1, 2, 3):
        y = "beam_logits" if layer == 3 else f"sum_{layer}"
        nodes.append(helper.make_node("Gemm", [x, f"weight_{layer}", f"bias_{layer}"], [y], name=f"gemm_{layer}"))
        if layer < 3:
            nodes.append(helper.make_node("Relu", [y], [f"hidden_{layer}"], name=f"relu_{layer}"))
            x = f"hidden_{layer}"
    graph = helper.make_graph(
        nodes,
        "beam_predictor",
        [helper.make_tensor_value_info("measured_rsrp", TensorProto.FLOAT, ["batch", len(MEASURED)])],
        [helper.make_tensor_value_info("beam_logits", TensorProto.FLOAT, ["batch", N_BEAMS])],
        [numpy_helper.from_array(w, name) for w, name in zip(weights, names)],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", OPSET)], producer_name="beamscape")
    model.ir_version = 8
    onnx.checker.check_model(model, full_check=True)
    return model.SerializeToString()


def check_export(model_bytes, weights, x):
    """Runs the exported model with onnxruntime and compares it with the network trained here."""
    session = onnxruntime.InferenceSession(model_bytes, providers=["CPUExecutionProvider"])
    (logits,) = session.run(["beam_logits"], {"measured_rsrp": x})
    difference = np.abs(logits - forward(weights, x)[-1]).max()
    assert difference < 1e-3, f"onnxruntime and numpy differ by {difference}"
    print(f"onnxruntime agrees within {difference:.1e} on {len(x)} rows")
    return logits


def numbers(array):
    return "[" + ", ".join(repr(float(v)) for v in array) + "]"


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", nargs="+", help="CSV files of `beamscape dataset`")
    parser.add_argument("--out", type=Path, default=Path(__file__).resolve().parent)
    parser.add_argument("--origin", default="`beamscape dataset`", help="what made the data, for the card")
    parser.add_argument("--held-out", type=float, default=0.25, help="share of the sites kept for testing")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--epochs", type=int, default=60)
    parser.add_argument("--batch", type=int, default=256)
    parser.add_argument("--rate", type=float, default=2e-3)
    parser.add_argument("--decay", type=float, default=1e-2)
    parser.add_argument("--noise-db", type=float, default=1.0, help="measurement noise added in training")
    args = parser.parse_args()

    site_of, levels = read_rows(args.data)
    heard = np.isfinite(levels[:, MEASURED]).any(axis=1)
    n_silent = int((~heard).sum())
    # A site number is held out in all files at once, so that two runs of one scene cannot leak into each other; sites of
    # different scenes that share a number therefore count as one.
    site_of = site_of[heard]
    levels = levels[heard]
    sites = np.unique(site_of)
    if len(sites) < 2:
        parser.error(f"needs at least two sites, found {len(sites)}")
    n_held_out = min(max(1, round(args.held_out * len(sites))), len(sites) - 1)
    order = np.random.default_rng(args.seed).permutation(len(sites))
    is_test = np.isin(site_of, sites[order[:n_held_out]])
    training, testing = levels[~is_test], levels[is_test]
    print(f"{len(training)} rows of {len(sites) - n_held_out} sites to train, {len(testing)} of {n_held_out} to test; "
          f"{n_silent} rows without a measured beam left out")

    weights = train(training, args)
    model_bytes = export(weights)
    logits = check_export(model_bytes, weights, scaled(observe(testing)))

    print("held out:")
    n_measured = len(MEASURED)
    noise = np.random.default_rng(args.seed + 1)
    noisy = forward(weights, scaled(observe(testing, noise, args.noise_db)))[-1]
    frequency = np.bincount(training.argmax(axis=1), minlength=N_BEAMS).astype(float)
    results = [
        scores_of("model", by_score(logits), testing, n_measured),
        scores_of(f"model, measurement noise of {args.noise_db} dB", by_score(noisy), testing, n_measured),
        scores_of("nearest measured beam", nearest_measured(testing), testing, n_measured),
        scores_of("table of the training sites by strongest measured beam", table(training, testing), testing, n_measured),
        scores_of("most frequent beams of the training sites", by_score(np.tile(frequency, (len(testing), 1))), testing, 0),
        scores_of("full sweep", by_score(testing), testing, N_BEAMS),
    ]

    macs = sum(w.size for w in weights if w.ndim == 2)
    parameters = sum(w.size for w in weights)
    files = ", ".join(Path(path).name for path in args.data)
    lines = [
        "// Card of the beam predictor, written by train.py; read and checked when the model is loaded.",
        "(",
        '    name: "beam_predictor",',
        '    task: "Spatial-domain beam prediction at the UE (TR 38.843 BM-Case1): rank all SSB beams of a cell from a few measured ones.",',
        f'    blake3: "{blake3.blake3(model_bytes).hexdigest()}",',
        f"    opset: {OPSET},",
        "    input: (",
        f'        name: "measured_rsrp", columns: {n_measured},',
        '        unit: "SS-RSRP in dB relative to the strongest measured beam, floored at -40 dB; beams not heard are at the floor",',
        f"        offset: {OFFSET}, scale: {SCALE},",
        "    ),",
        "    output: (",
        f'        name: "beam_logits", columns: {N_BEAMS},',
        '        unit: "logit of each beam being the strongest",',
        "    ),",
        f"    codebook: (n_azimuth: {N_AZIMUTH}, n_elevation: {N_ELEVATION}),",
        f"    measured_beams: {MEASURED},",
        f"    macs: {macs},",
        f"    parameters: {parameters},",
        '    licence: "MIT OR Apache-2.0",',
        "    origin: (",
        '        script: "train.py",',
        f'        data: "{args.origin}: {files}",',
        f"        seed: {args.seed}, rows_trained: {len(training)}, rows_held_out: {len(testing)},",
        f"        sites_trained: {len(sites) - n_held_out}, sites_held_out: {n_held_out},",
        "    ),",
        "    // On the held-out sites. top_k: the strongest beam is among the first k. Loss: of the first beam (or the best of the",
        "    // first three) below the strongest, dB. beams_measured: SSB measurements that the method needs.",
        "    held_out: [",
        *[f"        {line}," for line in results],
        "    ],",
        ")",
        "",
    ]
    pick = np.linspace(0, len(testing) - 1, 8).astype(int)
    golden = [
        "// Inputs (dB relative to the strongest measured beam) and the logits onnxruntime gave for them; written by train.py.",
        "[",
        *[f"    (measured_db: {numbers(observe(testing)[i])}, logits: {numbers(logits[i])})," for i in pick],
        "]",
        "",
    ]
    args.out.mkdir(parents=True, exist_ok=True)
    (args.out / "model.onnx").write_bytes(model_bytes)
    (args.out / "card.ron").write_text("\n".join(lines))
    (args.out / "golden.ron").write_text("\n".join(golden))
    print(f"wrote model.onnx ({len(model_bytes)} bytes), card.ron and golden.ron to {args.out}")


if __name__ == "__main__":
    main()
