// Times the WASM build of twin_radio's example `wasm_bench` on one thread; prints one line of JSON.
import { readFileSync } from "node:fs";

const { instance } = await WebAssembly.instantiate(readFileSync(process.argv[2]), {});
const { light, links, memory } = instance.exports;

function timed(work) {
  const start = performance.now();
  const value = work();
  return [(performance.now() - start) / 1000, value];
}

const median = (times) => times.sort((a, b) => a - b)[Math.floor(times.length / 2)];
const repeat = (work) => Array.from({ length: 5 }, () => timed(work));
const lit = repeat(light);
const solved = repeat(links);
console.log(
  JSON.stringify({
    light_s: median(lit.map((run) => run[0])),
    links_s: median(solved.map((run) => run[0])),
    sum: solved[0][1],
    memory_mb: memory.buffer.byteLength / 1e6,
  }),
);
