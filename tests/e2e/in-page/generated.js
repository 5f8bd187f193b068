// The tests of the generated client, and what generated-client.test.js itself uses in the page.
import "../../../hubs-codegen/tests/npm/src/client.test.ts";
import "../../../hubs-codegen/tests/npm/src/state.test.ts";
import { quiet } from "../../../hubs-codegen/tests/npm/src/connected.ts";
import { HubConnectionError, HubRefusedError, ignore } from "../../../hubs-codegen/tests/npm/src/hubs/hubs.ts";
import { SecretHub } from "../../../hubs-codegen/tests/npm/src/hubs/secret-hub.ts";
import { StateHub } from "../../../hubs-codegen/tests/npm/src/hubs/state-hub.ts";
import { TestHub } from "../../../hubs-codegen/tests/npm/src/hubs/test-hub.ts";

const nobody = { message: ignore, payload: ignore, nothing: ignore, getResult: (value) => value };
window.client = { HubConnectionError, HubRefusedError, SecretHub, StateHub, TestHub, nobody, quiet };
