// The tests of the official client, and what official-client.test.js itself uses in the page.
import "../../conformance/npm/calls.test.js";
import "../../conformance/npm/raw.test.js";
import { HttpTransportType, HubConnectionBuilder, LogLevel } from "@microsoft/signalr";
import * as clients from "../../conformance/npm/clients.js";

window.client = { ...clients, HttpTransportType, HubConnectionBuilder, LogLevel };
