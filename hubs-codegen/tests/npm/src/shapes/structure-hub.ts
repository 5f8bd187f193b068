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
  BothSlices,
  BothSlicesInput,
  Folder,
  FolderInput,
  GenericOfGeneric,
  GenericOfGenericInput,
  Loaded,
  LoadedInput,
  Matrix_2,
  Matrix_3,
  Phantom,
  Slice,
  SliceInput,
  Tree,
  TreeInput,
} from "./types.js";

const description: HubDescription<NoState> = {
  name: "StructureHub",
  handlers: {},
  answers: [],
  contract: {
    digest: "d4efcc3b2d9859bb",
    methods: {
      tree: "d278f4a4",
      folder: "efb5bb72",
      sliceOfTexts: "c2219fa9",
      bothSlices: "c9655092",
      loaded: "370008c0",
      matrix: "a129ee6a",
      otherMatrix: "76e1cb53",
      phantom: "56057727",
      genericOfGeneric: "bf1916da",
    },
    client: {},
    state: {},
  },
};

/**
 * Has a method for each shape of its module.
 *
 * @see Rust: `hubs_shapes::round_trip::structure::StructureHub`
 */
export class StructureHub extends HubProxy<NoState, NoHandlers> {
  /** Connects to the hub at `url`, as `/chat`; resolves once calls can be made. */
  static connect(url: string, options?: ConnectOptions<NoState>): Promise<StructureHub> {
    return connectHub(StructureHub, description, url, {}, options);
  }

  /** @see Rust: `hubs_shapes::round_trip::structure::StructureHub::tree` */
  tree(index: number, value: TreeInput): Promise<Tree> {
    return this.$call("tree", [index, value]);
  }

  /** @see Rust: `hubs_shapes::round_trip::structure::StructureHub::folder` */
  folder(index: number, value: FolderInput): Promise<Folder> {
    return this.$call("folder", [index, value]);
  }

  /** @see Rust: `hubs_shapes::round_trip::structure::StructureHub::slice_of_texts` */
  sliceOfTexts(index: number, value: SliceInput<string>): Promise<Slice<string>> {
    return this.$call("sliceOfTexts", [index, value]);
  }

  /** @see Rust: `hubs_shapes::round_trip::structure::StructureHub::both_slices` */
  bothSlices(index: number, value: BothSlicesInput): Promise<BothSlices> {
    return this.$call("bothSlices", [index, value]);
  }

  /** @see Rust: `hubs_shapes::round_trip::structure::StructureHub::loaded` */
  loaded(index: number, value: LoadedInput<string>): Promise<Loaded<string>> {
    return this.$call("loaded", [index, value]);
  }

  /** @see Rust: `hubs_shapes::round_trip::structure::StructureHub::matrix` */
  matrix(index: number, value: Matrix_2): Promise<Matrix_2> {
    return this.$call("matrix", [index, value]);
  }

  /** @see Rust: `hubs_shapes::round_trip::structure::StructureHub::other_matrix` */
  otherMatrix(index: number, value: Matrix_3): Promise<Matrix_3> {
    return this.$call("otherMatrix", [index, value]);
  }

  /** @see Rust: `hubs_shapes::round_trip::structure::StructureHub::phantom` */
  phantom(index: number, value: Phantom): Promise<Phantom> {
    return this.$call("phantom", [index, value]);
  }

  /** @see Rust: `hubs_shapes::round_trip::structure::StructureHub::generic_of_generic` */
  genericOfGeneric(index: number, value: GenericOfGenericInput): Promise<GenericOfGeneric> {
    return this.$call("genericOfGeneric", [index, value]);
  }

  /** The same methods, for those who rather look at outcomes than catch errors. */
  readonly $try: Outcomes<StructureHub> = outcomesOf(this);
}
