// Written by hubs-codegen. Change the hub and run it again; changes here are lost.
//! The hub `OptionsHub`.
use hubs_runtime::client::{
    CallError, ConnectError, HubConnection, HubConnectionBuilder, NoError, NoState,
};
use super::types::{
    ContainerDefault, ContainerDefaultInput, DefaultAndSkip, DoubleOption, FieldDefault,
    FieldDefaultInput, ListOfOptions, OptionUnit, OptionUnitInput, Options,
    SkipDeserializing, SkipDeserializingInput, SkipIfEmpty, SkipIfNone, SkipSerializing,
    SkipSerializingInput, Skipped, ThreeStates,
};
/// Has a method for each shape of its module.
///
/// What is not here is in [`HubConnection`]: the end, events, the connection's id.
#[derive(Clone, Debug)]
pub struct OptionsHubConnection(HubConnection);
impl OptionsHubConnection {
    /// What this client was made for, by which the server knows what has changed since.
    const CONTRACT: hubs_runtime::__private::ContractDigests = hubs_runtime::__private::ContractDigests {
        digest: "97fbd9b5f7e5160b",
        methods: &[
            ("options", "a5522fc5"),
            ("optionAlone", "77d35f8f"),
            ("skipIfNone", "aaed7cb7"),
            ("defaultAndSkip", "78fd6041"),
            ("doubleOption", "05cd3605"),
            ("threeStates", "cb9644e2"),
            ("threeStatesNull", "2074bcd5"),
            ("fieldDefault", "c61285ff"),
            ("containerDefault", "0ebef9f9"),
            ("skipped", "89f06f6a"),
            ("skipSerializing", "2916766c"),
            ("skipDeserializing", "956f60f3"),
            ("skipIfEmpty", "e923490e"),
            ("optionUnit", "9dc52160"),
            ("listOfOptions", "58c90013"),
            ("secretOf", "5948591e"),
            ("defaults", "6a98e1a5"),
        ],
        client: &[],
        state: &[],
    };
    /// Connects to the hub at `url`, as `http://localhost:3000/chat`.
    ///
    /// # Errors
    /// See [`ConnectError`].
    pub async fn connect(url: impl Into<String>) -> Result<Self, ConnectError> {
        Self::connect_with(url, |builder| builder).await
    }
    /// Connects as `configure` says: with another protocol, an access token, another first state …
    ///
    /// # Errors
    /// See [`ConnectError`].
    pub async fn connect_with(
        url: impl Into<String>,
        configure: impl FnOnce(HubConnectionBuilder) -> HubConnectionBuilder,
    ) -> Result<Self, ConnectError> {
        let builder = HubConnection::builder(url)
            .state(&NoState {})
            .contract(Self::CONTRACT);
        configure(builder).connect().await.map(OptionsHubConnection)
    }
    /// # Errors
    /// See [`CallError`].
    pub async fn options(
        &self,
        index: u32,
        value: Options,
    ) -> Result<Options, CallError<NoError>> {
        self.0.call("options", (index, value)).invoke().await
    }
    /// # Errors
    /// See [`CallError`].
    pub async fn option_alone(
        &self,
        index: u32,
        value: Option<u8>,
    ) -> Result<Option<u8>, CallError<NoError>> {
        self.0.call("optionAlone", (index, value)).invoke().await
    }
    /// # Errors
    /// See [`CallError`].
    pub async fn skip_if_none(
        &self,
        index: u32,
        value: SkipIfNone,
    ) -> Result<SkipIfNone, CallError<NoError>> {
        self.0.call("skipIfNone", (index, value)).invoke().await
    }
    /// # Errors
    /// See [`CallError`].
    pub async fn default_and_skip(
        &self,
        index: u32,
        value: DefaultAndSkip,
    ) -> Result<DefaultAndSkip, CallError<NoError>> {
        self.0.call("defaultAndSkip", (index, value)).invoke().await
    }
    /// # Errors
    /// See [`CallError`].
    pub async fn double_option(
        &self,
        index: u32,
        value: DoubleOption,
    ) -> Result<DoubleOption, CallError<NoError>> {
        self.0.call("doubleOption", (index, value)).invoke().await
    }
    /// # Errors
    /// See [`CallError`].
    pub async fn three_states(
        &self,
        index: u32,
        value: ThreeStates,
    ) -> Result<ThreeStates, CallError<NoError>> {
        self.0.call("threeStates", (index, value)).invoke().await
    }
    /// # Errors
    /// See [`CallError`].
    pub async fn three_states_null(
        &self,
        index: u32,
        value: ThreeStates,
    ) -> Result<ThreeStates, CallError<NoError>> {
        self.0.call("threeStatesNull", (index, value)).invoke().await
    }
    /// # Errors
    /// See [`CallError`].
    pub async fn field_default(
        &self,
        index: u32,
        value: FieldDefaultInput,
    ) -> Result<FieldDefault, CallError<NoError>> {
        self.0.call("fieldDefault", (index, value)).invoke().await
    }
    /// # Errors
    /// See [`CallError`].
    pub async fn container_default(
        &self,
        index: u32,
        value: ContainerDefaultInput,
    ) -> Result<ContainerDefault, CallError<NoError>> {
        self.0.call("containerDefault", (index, value)).invoke().await
    }
    /// # Errors
    /// See [`CallError`].
    pub async fn skipped(
        &self,
        index: u32,
        value: Skipped,
    ) -> Result<Skipped, CallError<NoError>> {
        self.0.call("skipped", (index, value)).invoke().await
    }
    /// # Errors
    /// See [`CallError`].
    pub async fn skip_serializing(
        &self,
        index: u32,
        value: SkipSerializingInput,
    ) -> Result<SkipSerializing, CallError<NoError>> {
        self.0.call("skipSerializing", (index, value)).invoke().await
    }
    /// # Errors
    /// See [`CallError`].
    pub async fn skip_deserializing(
        &self,
        index: u32,
        value: SkipDeserializingInput,
    ) -> Result<SkipDeserializing, CallError<NoError>> {
        self.0.call("skipDeserializing", (index, value)).invoke().await
    }
    /// # Errors
    /// See [`CallError`].
    pub async fn skip_if_empty(
        &self,
        index: u32,
        value: SkipIfEmpty,
    ) -> Result<SkipIfEmpty, CallError<NoError>> {
        self.0.call("skipIfEmpty", (index, value)).invoke().await
    }
    /// # Errors
    /// See [`CallError`].
    pub async fn option_unit(
        &self,
        index: u32,
        value: OptionUnitInput,
    ) -> Result<OptionUnit, CallError<NoError>> {
        self.0.call("optionUnit", (index, value)).invoke().await
    }
    /// # Errors
    /// See [`CallError`].
    pub async fn list_of_options(
        &self,
        index: u32,
        value: ListOfOptions,
    ) -> Result<ListOfOptions, CallError<NoError>> {
        self.0.call("listOfOptions", (index, value)).invoke().await
    }
    /// # Errors
    /// See [`CallError`].
    pub async fn secret_of(
        &self,
        value: SkipSerializingInput,
    ) -> Result<String, CallError<NoError>> {
        self.0.call("secretOf", (value,)).invoke().await
    }
    /// # Errors
    /// See [`CallError`].
    pub async fn defaults(
        &self,
        value: FieldDefaultInput,
    ) -> Result<FieldDefault, CallError<NoError>> {
        self.0.call("defaults", (value,)).invoke().await
    }
}
impl std::ops::Deref for OptionsHubConnection {
    type Target = HubConnection;
    fn deref(&self) -> &HubConnection {
        &self.0
    }
}
