// How the package and its modules are loaded: imports touch no platform, and every cause of a failure has its own error.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { readdir, readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { promisify } from "node:util";
import * as filmgate from "filmgate";
import * as audio from "filmgate/audio";
import * as audioFull from "filmgate/audio/full";
import * as full from "filmgate/full";
import { distribution, readModule } from "../support/package.mjs";

const scripts = (await readdir(distribution)).filter((name) => name.endsWith(".js"));
/** Scripts that run in a scope of their own, and chunks, which the entries import. */
const isEntry = (/** @type {string} */ name) => !/worklet|worker\.js|^shared-/.test(name);

test("every entry can be imported in a realm with nothing but the language", async () => {
  const program = `
    import { readFile } from "node:fs/promises";
    import { createContext, runInContext, SourceTextModule, SyntheticModule } from "node:vm";
    const context = createContext(Object.create(null));
    runInContext(\`
      for (const name of ["WebAssembly", "SharedArrayBuffer", "Atomics", "console", "escape", "unescape"]) {
        delete globalThis[name];
      }
      for (const name of Object.getOwnPropertyNames(globalThis)) {
        // The global object of a context can't be frozen.
        if (name === "globalThis") continue;
        const value = globalThis[name];
        if (typeof value === "function") Object.freeze(value.prototype);
        if (Object(value) === value) Object.freeze(value);
      }
    \`, context);
    const names = () => runInContext("Object.getOwnPropertyNames(globalThis).join()", context);
    const before = names();
    const modules = new Map();
    const load = async (url) => {
      const known = modules.get(url);
      if (known) return known;
      // No \`import.meta.url\`.
      const module = new SourceTextModule(await readFile(new URL(url), "utf8"), { context, identifier: url });
      modules.set(url, module);
      return module;
    };
    // The module of another package: only what this one does with it is tested.
    const others = Object.keys(await import(process.argv[2]));
    const link = (specifier, { identifier }) =>
      specifier.includes(".wasm")
        ? new SyntheticModule(["default"], function () { this.setExport("default", "a module"); }, { context })
        : specifier === "mediabunny"
          ? new SyntheticModule(others, function () {
              for (const name of others) this.setExport(name, class {});
            }, { context })
          : load(new URL(specifier, identifier).href);
    for (const url of JSON.parse(process.argv[1])) {
      const module = await load(url);
      await module.link(link);
      await module.evaluate();
      console.log(Object.keys(module.namespace).length > 0 && names() === before);
    }`;
  const entries = scripts.filter(isEntry);
  // The parser of Node 20 doesn't know the attribute.
  const parsed = entries.filter((name) => !name.endsWith(".bun.js"));
  assert.ok(parsed.length >= 26, `${parsed.length} entries`);
  const urls = parsed.map((name) => new URL(name, new URL(`file://${distribution}`)).href);
  const given = ["--experimental-vm-modules", "--no-warnings", "--input-type=module", "--eval", program];
  const parameters = [JSON.stringify(urls), import.meta.resolve("mediabunny")];
  const { stdout } = await promisify(execFile)(process.execPath, [...given, ...parameters]);
  assert.equal(stdout, "true\n".repeat(parsed.length));
});

test("no script names the variable `process` but in the expression that bundlers replace", async () => {
  for (const name of scripts) {
    const text = await readFile(join(distribution, name), "utf8");
    // As a property, as a parameter's or a method's name it is no variable of that name.
    const uses = text.match(/(?<![\w$.{,"'`])process(?=[.?[])(?!\.env\.NODE_ENV)/g) ?? [];
    assert.deepEqual(uses, [], name);
  }
});

const MODULES = /** @type {const} */ ([
  "filmgate.wasm",
  "core.wasm",
  "full.wasm",
  "audio.wasm",
  "audio-full.wasm",
]);

/** Returns the limits of a module's memories: its section 5 (WebAssembly core specification, 5.5.8). */
function memoryFlags(/** @type {Uint8Array} */ bytes) {
  let at = 8;
  const integer = () => {
    let result = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = Number(bytes[at]);
      at += 1;
      result += (byte & 127) * 2 ** shift;
      if (byte < 128) return result;
    }
  };
  while (at < bytes.length) {
    const section = bytes[at];
    at += 1;
    const length = integer();
    if (section === 5) {
      assert.equal(integer(), 1, "one memory");
      return integer();
    }
    at += length;
  }
  throw new Error("no memory");
}

test("no module declares a memory maximum, which would let pages make buffers that can't be revoked", async () => {
  for (const name of MODULES) assert.equal(memoryFlags(await readModule(name)), 0, name);
});

/** @type {import("node:http").Server} */
let server;
let address = "";

before(async () => {
  const wasm = await readModule("filmgate.wasm");
  const wrong = await readModule("audio.wasm");
  const page = "<!doctype html><title>The app</title>";
  /** @type {Record<string, [status: number, type: string | undefined, body: string | Uint8Array]>} */
  const answers = {
    "/plain.wasm": [200, "text/plain", wasm],
    "/untyped.wasm": [200, undefined, wasm],
    "/page.wasm": [200, "text/html", page],
    "/page-as-wasm.wasm": [200, "application/wasm", page],
    "/cut.wasm": [200, "application/wasm", wasm.subarray(0, 1000)],
    "/empty.wasm": [200, "application/wasm", ""],
    "/denied.wasm": [403, "text/html", page],
    "/audio.wasm": [200, "application/wasm", wrong],
    "/filmgate.wasm": [200, "application/wasm", wasm],
  };
  server = createServer((request, response) => {
    const [status, type, body] = answers[request.url ?? ""] ?? [404, "text/plain", "not found"];
    response.writeHead(status, type === undefined ? {} : { "content-type": type }).end(body);
  });
  await new Promise((done) => server.listen(0, "127.0.0.1", () => done(undefined)));
  const { port } = /** @type {import("node:net").AddressInfo} */ (server.address());
  address = `http://127.0.0.1:${port}`;
});

after(() => {
  server.closeAllConnections();
  server.close();
});

test("a module with another content type, or without one, is loaded", async () => {
  for (const name of ["plain", "untyped"]) {
    const gate = await filmgate.load({ module: `${address}/${name}.wasm` });
    gate.createFrame(1, 1).close();
  }
});

const guide = "a module of this package (see docs/install.md)";

/** The path, and the received value after the address of the server is removed. */
const FAILURES = /** @type {const} */ ([
  ["missing.wasm", "status 404, text/plain, from /missing.wasm"],
  ["denied.wasm", "status 403, text/html, from /denied.wasm"],
  ["page.wasm", "status 200, text/html, from /page.wasm: CompileError: "],
  ["page-as-wasm.wasm", "status 200, application/wasm, from /page-as-wasm.wasm: CompileError: "],
  ["cut.wasm", "status 200, application/wasm, from /cut.wasm: CompileError: "],
  ["empty.wasm", "status 200, application/wasm, from /empty.wasm: CompileError: "],
]);

for (const [path, received] of FAILURES) {
  test(`${path}: the error names the address and the answer`, async () => {
    for (const load of [filmgate.load, full.load, audio.loadAudio, audioFull.loadAudio]) {
      const module = `${address}/${path}`;
      for (const given of [module, new URL(module), fetch(module)]) {
        const error = await /** @type {any} */ (load)({ module: given }).catch(
          (/** @type {any} */ error) => error,
        );
        assert.ok(error instanceof filmgate.ArgumentError, `${error}`);
        assert.equal(error.expected, guide);
        assert.ok(error.received.replace(address, "").startsWith(received), error.received);
      }
    }
  });
}

test("a server that doesn't answer: the error names the address and the reason", async () => {
  const module = "http://127.0.0.1:9/filmgate.wasm";
  await assert.rejects(filmgate.load({ module }), (/** @type {any} */ error) => {
    assert.equal(error.expected, guide);
    assert.match(error.received, /^http:\/\/127\.0\.0\.1:9\/filmgate\.wasm: TypeError: /);
    return error.cause instanceof Error;
  });
});

test("the module of another entry: the error names the address", async () => {
  for (const load of [filmgate.load, full.load]) {
    await assert.rejects(load({ module: `${address}/audio.wasm` }), {
      name: "ArgumentError",
      received: `another module, from ${address}/audio.wasm`,
    });
  }
  await assert.rejects(audio.loadAudio({ module: `${address}/filmgate.wasm` }), {
    message: `module must be audio.wasm of this version of Filmgate, got another module, from ${address}/filmgate.wasm`,
  });
  await assert.rejects(audioFull.loadAudio({ module: `${address}/audio.wasm` }), {
    expected: "audio-full.wasm of this version of Filmgate",
  });
});
