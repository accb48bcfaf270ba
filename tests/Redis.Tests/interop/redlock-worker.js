// One client of npm's redlock that contends for a lock until its time is over. Prints how often it held the lock, and how often
// another client was inside at the same time.
const Redis = require('ioredis');
const Redlock = require('redlock');

const [ports, resource, seconds] = process.argv.slice(2);
const clients = ports.split(',').map((port) => new Redis(Number(port), '127.0.0.1'));
const redlock = new Redlock(clients, { retryCount: 400, retryDelay: 20, retryJitter: 20 });

async function main() {
  const end = Date.now() + Number(seconds) * 1000;
  let held = 0;
  let violations = 0;
  while (Date.now() < end) {
    const lock = await redlock.lock(resource, 3000);
    held++;
    if ((await clients[0].incr('inside')) !== 1) violations++;
    await clients[0].incr('turns');
    await clients[0].decr('inside');
    await lock.unlock();
  }
  console.log(JSON.stringify({ held, violations }));
  clients.forEach((client) => client.disconnect());
}

main().catch((error) => {
  console.error(error);
  process.exit(1);
});
