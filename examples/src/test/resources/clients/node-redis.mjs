// What a JavaScript program does with node-redis: usage: node node-redis.mjs PORT CLUSTER_PORT
import assert from "node:assert/strict";
import { createClient, createCluster } from "redis";

const [port, clusterPort] = process.argv.slice(2);

async function readsAndWrites(RESP) {
  const client = createClient({ url: `redis://127.0.0.1:${port}`, RESP });
  await client.connect();
  assert.equal(await client.set("js:a", "1"), "OK");
  assert.equal(await client.incrBy("js:a", 41), 42);
  assert.equal(await client.get("js:a"), "42");
  assert.equal(await client.get("js:none"), null);
  assert.equal(await client.set("js:a", "x", { condition: "NX" }), null);
  assert.equal(await client.expire("js:a", 100), 1);
  assert.ok((await client.ttl("js:a")) > 0);
  assert.deepEqual(await client.mGet(["js:a", "js:none"]), ["42", null]);
  await assert.rejects(client.sendCommand(["INCR"]), /wrong number of arguments/);

  const answers = await client.multi().set("js:tx", "1").incr("js:tx").get("js:tx").exec();
  assert.deepEqual(answers, ["OK", 2, "2"]);

  const many = [];
  for (let i = 0; i < 100_000; i++) {
    many.push(client.set(`js:pipe:${i % 1000}`, String(i)));
  }
  assert.ok((await Promise.all(many)).every((answer) => answer === "OK"));
  assert.equal(await client.get("js:pipe:999"), "99999");

  const found = new Set();
  for await (const keys of client.scanIterator({ MATCH: "js:pipe:*", COUNT: 100 })) {
    keys.forEach((key) => found.add(key));
  }
  assert.equal(found.size, 1000);

  const listening = client.duplicate();
  await listening.connect();
  const heard = new Promise((resolve) => {
    listening.subscribe("js:news", (message, channel) => resolve([channel, message])).then(() =>
      client.publish("js:news", "hello").then((receivers) => assert.equal(receivers, 1)));
  });
  assert.deepEqual(await heard, ["js:news", "hello"]);
  await listening.unsubscribe();
  await listening.close();
  await client.close();
}

async function findsItsWayInACluster() {
  const cluster = createCluster({ rootNodes: [{ url: `redis://127.0.0.1:${clusterPort}` }] });
  await cluster.connect();
  const work = [];
  for (let i = 0; i < 10_000; i++) {
    work.push(cluster.set(`js:cluster:${i}`, String(i)));
  }
  await Promise.all(work);
  for (let i = 0; i < 10_000; i += 97) {
    assert.equal(await cluster.get(`js:cluster:${i}`), String(i));
  }
  assert.deepEqual(await cluster.mGet(["{js}a", "{js}b"]), [null, null]);
  await cluster.close();
}

await readsAndWrites(2);
await readsAndWrites(3);
await findsItsWayInACluster();
console.log("all was right");
