// npm's redlock on the same servers: WORKERS workers, HOT or own keys, for SECONDS; prints what Harness/Result.cs prints.
const Redis = require('ioredis');
const Redlock = require('redlock');

const [ports, workers, hot, seconds, name, contest] = process.argv.slice(2);
const clients = ports.split(',').map((port) => new Redis(Number(port), '127.0.0.1'));
const redlock = new Redlock(clients, { retryCount: 1e6 });

async function work(worker, end, samples) {
  let pairs = 0;
  while (Date.now() < end) {
    const asked = process.hrtime.bigint();
    const lock = await redlock.lock(hot === 'true' ? 'node:hot' : `node:own:${worker}`, 30000);
    samples.push(Number(process.hrtime.bigint() - asked) / 1e3);
    await lock.unlock();
    pairs++;
  }
  return pairs;
}

async function run(duration) {
  const samples = [];
  const started = Date.now();
  const counts = await Promise.all(
    Array.from({ length: Number(workers) }, (_, i) => work(i, started + duration * 1000, samples)));
  const elapsed = (Date.now() - started) / 1000;
  samples.sort((a, b) => a - b);
  const sum = counts.reduce((a, b) => a + b, 0);
  const squares = counts.reduce((a, b) => a + b * b, 0);
  return { rate: sum / elapsed, p50: samples[samples.length >> 1], p99: samples[Math.floor(samples.length * 0.99)],
    longest: samples[samples.length - 1], jain: (sum * sum) / (counts.length * squares) };
}

run(1).then(() => run(Number(seconds))).then((r) => {
  const n = (x, d) => x.toLocaleString('en-US', { minimumFractionDigits: d, maximumFractionDigits: d });
  console.log(`| ${name} | ${contest} | ${n(r.rate, 0)} | ${n(r.p50, 1)} | ${n(r.p99, 1)} | ${n(r.longest, 0)} | ${n(r.jain, 3)} | - |`);
  clients.forEach((client) => client.disconnect());
});
