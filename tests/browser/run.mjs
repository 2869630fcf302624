// Drives the real bundle in real Chromium: the picture is not blank, time passes, a dragged RIS changes a KPI, both scenes run, no console error.
import { createRequire } from 'node:module';
import { mkdirSync, writeFileSync } from 'node:fs';
const require = createRequire(`${process.env.BEAMSCAPE_NODE_MODULES}/`);
const { chromium } = require('playwright-core');

const TIMEOUT_MS = 300_000;
const pictures = process.env.BEAMSCAPE_PICTURES;
let passed = 0;
const check = (what, good) => {
  if (!good) throw new Error(`not so: ${what}`);
  passed += 1;
  console.log(`ok - ${what}`);
};

const browser = await chromium.launch({
  executablePath: process.env.BEAMSCAPE_CHROMIUM,
  args: ['--no-sandbox', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync',
    '--use-angle=swiftshader', '--enable-unsafe-swiftshader', '--ignore-gpu-blocklist'],
});
const errors = [];
try {
  const page = await browser.newPage({ viewport: { width: 960, height: 600 } });
  const isExpected = (text) => text.includes('Using exceptions for control flow') || text.includes('favicon');
  page.on('console', (message) => { if (message.type() === 'error' && !isExpected(message.text())) errors.push(message.text()); });
  page.on('pageerror', (error) => { if (!isExpected(String(error))) errors.push(String(error)); });

  const status = async () => JSON.parse((await page.evaluate(() => window.beamscape?.status?.() ?? '')) || '{}');
  const until = async (what, good) => {
    const end = Date.now() + TIMEOUT_MS;
    for (;;) {
      if (errors.length) throw new Error(`console error while waiting for ${what}: ${errors[0]}`);
      const now = await status();
      if (good(now)) return now;
      if (Date.now() > end) throw new Error(`waited in vain for ${what}: ${JSON.stringify(now)}`);
      await page.waitForTimeout(500);
    }
  };
  const send = async (message) => {
    const fault = await page.evaluate((text) => window.beamscape.send(text), JSON.stringify(message));
    if (fault) throw new Error(`refused: ${fault}`);
  };

  for (const scene of ['factory', 'helsinki']) {
    if (scene === 'factory') {
      await page.goto(`${process.env.BEAMSCAPE_URL}?scene=${scene}`);
    } else {
      await send({ Scene: scene });
    }
    const first = await until(`${scene} to run`, (now) => now.scene === scene && !now.loading && now.tick > 0);
    check(`${scene}: ${first.agents} agents are there`, first.agents > 20);
    const later = await until(`${scene}: time to pass`, (now) => now.tick > first.tick + 20 && now.total_rate_bps > 0);
    check(`${scene}: the tick counter rises (${first.tick} → ${later.tick})`, later.tick > first.tick);

    if (scene === 'factory') {
      const before = later.sinr_p50_db;
      for (let step = 0; step < 8; step += 1) {
        await send({ Command: { MoveRis: { ris: 0, position: [-38 + 4 * step, 24, 6] } } });
        await page.waitForTimeout(100);
      }
      const from = (await status()).tick;
      const after = await until('the RIS drag to show', (now) => now.tick > from + 20);
      check(`factory: dragging the RIS changes the median SINR (${before} → ${after.sinr_p50_db} dB)`, after.sinr_p50_db !== before);
    }

    // A blank canvas packs to a few kilobytes; a drawn one does not.
    await until(`${scene}: frames`, (now) => now.tick > later.tick + 10);
    const png = await page.screenshot();
    check(`${scene}: the picture is not blank (${png.length} bytes as PNG)`, png.length > 40_000);
    if (pictures) {
      mkdirSync(pictures, { recursive: true });
      writeFileSync(`${pictures}/browser-${scene}.png`, png);
    }
  }
  check(`no console error (${errors.length})`, errors.length === 0);
} catch (error) {
  console.error(String(error));
  for (const line of errors) console.error(`console: ${line}`);
  console.log(`${passed} passed, 1 failed`);
  process.exitCode = 1;
} finally {
  await browser.close();
}
if (!process.exitCode) console.log(`${passed} passed, 0 failed`);
