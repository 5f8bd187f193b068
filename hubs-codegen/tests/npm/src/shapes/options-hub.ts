// Written by hubs-codegen. Change the hub and run it again; changes here are lost.
// Begin with `connect`, below. Pages import from this file, from `types`, from `hubs`, and where they need it from `hubs-doctor` (why a
// hub cannot be reached) and `hubs-refresh` (logins that end); the other files are what these stand on.
// Needed are the npm package `@microsoft/signalr`, TypeScript 5.9 or later with ES2022 and DOM in `lib`, and a bundler as Vite; for
// Node or Deno without one, hubs-codegen is run with `--import-ext`.
import {
  connectHub,
  type ConnectOptions,
  type HubDescription,
  HubProxy,
  type NoHandlers,
  type NoState,
  type Outcomes,
  outcomesOf,
} from "./hubs.js";
import type {
  ContainerDefault,
  ContainerDefaultInput,
  DefaultAndSkip,
  DoubleOption,
  DoubleOptionInput,
  FieldDefault,
  FieldDefaultInput,
  ListOfOptions,
  Options,
  OptionsInput,
  OptionUnit,
  OptionUnitInput,
  SkipDeserializing,
  SkipDeserializingInput,
  SkipIfEmpty,
  SkipIfNone,
  Skipped,
  SkipSerializing,
  SkipSerializingInput,
  ThreeStates,
} from "./types.js";

const description: HubDescription<NoState> = {
  name: "OptionsHub",
  handlers: {},
  answers: [],
  contract: {
    digest: "97fbd9b5f7e5160b",
    methods: {
      options: "a5522fc5",
      optionAlone: "77d35f8f",
      skipIfNone: "aaed7cb7",
      defaultAndSkip: "78fd6041",
      doubleOption: "05cd3605",
      threeStates: "cb9644e2",
      threeStatesNull: "2074bcd5",
      fieldDefault: "c61285ff",
      containerDefault: "0ebef9f9",
      skipped: "89f06f6a",
      skipSerializing: "2916766c",
      skipDeserializing: "956f60f3",
      skipIfEmpty: "e923490e",
      optionUnit: "9dc52160",
      listOfOptions: "58c90013",
      secretOf: "5948591e",
      defaults: "6a98e1a5",
    },
    client: {},
    state: {},
  },
};

/**
 * Has a method for each shape of its module.
 *
 * @see Rust: `hubs_shapes::round_trip::options::OptionsHub`
 */
export class OptionsHub extends HubProxy<NoState, NoHandlers> {
  /** Connects to the hub at `url`, as `/chat`; resolves once calls can be made. */
  static connect(url: string, options?: ConnectOptions<NoState>): Promise<OptionsHub> {
    return connectHub(OptionsHub, description, url, {}, options);
  }

  /** @see Rust: `hubs_shapes::round_trip::options::OptionsHub::options` */
  options(index: number, value: OptionsInput): Promise<Options> {
    return this.$call("options", [index, value]);
  }

  /** @see Rust: `hubs_shapes::round_trip::options::OptionsHub::option_alone` */
  optionAlone(index: number, value: number | null): Promise<number | null> {
    return this.$call("optionAlone", [index, value]);
  }

  /** @see Rust: `hubs_shapes::round_trip::options::OptionsHub::skip_if_none` */
  skipIfNone(index: number, value: SkipIfNone): Promise<SkipIfNone> {
    return this.$call("skipIfNone", [index, value]);
  }

  /** @see Rust: `hubs_shapes::round_trip::options::OptionsHub::default_and_skip` */
  defaultAndSkip(index: number, value: DefaultAndSkip): Promise<DefaultAndSkip> {
    return this.$call("defaultAndSkip", [index, value]);
  }

  /** @see Rust: `hubs_shapes::round_trip::options::OptionsHub::double_option` */
  doubleOption(index: number, value: DoubleOptionInput): Promise<DoubleOption> {
    return this.$call("doubleOption", [index, value]);
  }

  /** @see Rust: `hubs_shapes::round_trip::options::OptionsHub::three_states` */
  threeStates(index: number, value: ThreeStates): Promise<ThreeStates> {
    return this.$call("threeStates", [index, value]);
  }

  /** @see Rust: `hubs_shapes::round_trip::options::OptionsHub::three_states_null` */
  threeStatesNull(index: number, value: ThreeStates): Promise<ThreeStates> {
    return this.$call("threeStatesNull", [index, value]);
  }

  /** @see Rust: `hubs_shapes::round_trip::options::OptionsHub::field_default` */
  fieldDefault(index: number, value: FieldDefaultInput): Promise<FieldDefault> {
    return this.$call("fieldDefault", [index, value]);
  }

  /** @see Rust: `hubs_shapes::round_trip::options::OptionsHub::container_default` */
  containerDefault(index: number, value: ContainerDefaultInput): Promise<ContainerDefault> {
    return this.$call("containerDefault", [index, value]);
  }

  /** @see Rust: `hubs_shapes::round_trip::options::OptionsHub::skipped` */
  skipped(index: number, value: Skipped): Promise<Skipped> {
    return this.$call("skipped", [index, value]);
  }

  /** @see Rust: `hubs_shapes::round_trip::options::OptionsHub::skip_serializing` */
  skipSerializing(index: number, value: SkipSerializingInput): Promise<SkipSerializing> {
    return this.$call("skipSerializing", [index, value]);
  }

  /** @see Rust: `hubs_shapes::round_trip::options::OptionsHub::skip_deserializing` */
  skipDeserializing(index: number, value: SkipDeserializingInput): Promise<SkipDeserializing> {
    return this.$call("skipDeserializing", [index, value]);
  }

  /** @see Rust: `hubs_shapes::round_trip::options::OptionsHub::skip_if_empty` */
  skipIfEmpty(index: number, value: SkipIfEmpty): Promise<SkipIfEmpty> {
    return this.$call("skipIfEmpty", [index, value]);
  }

  /** @see Rust: `hubs_shapes::round_trip::options::OptionsHub::option_unit` */
  optionUnit(index: number, value: OptionUnitInput): Promise<OptionUnit> {
    return this.$call("optionUnit", [index, value]);
  }

  /** @see Rust: `hubs_shapes::round_trip::options::OptionsHub::list_of_options` */
  listOfOptions(index: number, value: ListOfOptions): Promise<ListOfOptions> {
    return this.$call("listOfOptions", [index, value]);
  }

  /** @see Rust: `hubs_shapes::round_trip::options::OptionsHub::secret_of` */
  secretOf(value: SkipSerializingInput): Promise<string> {
    return this.$call("secretOf", [value]);
  }

  /** @see Rust: `hubs_shapes::round_trip::options::OptionsHub::defaults` */
  defaults(value: FieldDefaultInput): Promise<FieldDefault> {
    return this.$call("defaults", [value]);
  }

  /** The same methods, for those who rather look at outcomes than catch errors. */
  readonly $try: Outcomes<OptionsHub> = outcomesOf(this);
}
