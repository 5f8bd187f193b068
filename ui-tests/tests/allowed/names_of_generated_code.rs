//! A parameter may have any name, also one that the generated code uses: each stands alone and beside a context, in a hub
//! and in a client contract.
//!
//! A unit test of hubs-macros fails for a name in an expansion that is missing here.
#![allow(non_snake_case)]

use hubs_runtime::prelude::*;

macro_rules! parameters_are_called {
    ($($name:ident)*) => {
        pub mod hubs {
            $(pub mod $name {
                use super::super::*;

                #[client_contract]
                pub trait ChatClient {
                    async fn posted(&self, $name: u32, other: Lines);
                    async fn confirm(&self, $name: Lines) -> bool;
                }

                #[hub(client = ChatClient)]
                pub struct ChatHub;

                #[hub]
                impl ChatHub {
                    pub fn send(&self, $name: u32, #[hub(default = 3)] other: u32) -> u32 {
                        $name + other
                    }
                    pub async fn watch(
                        &self,
                        cx_of_call: &HubContext<Self>,
                        $name: Lines,
                        lines: Upload<String>,
                    ) -> Result<impl Stream<Item = String>, HubError> {
                        cx_of_call.clients().all().posted(7, $name).await?;
                        Ok(lines.map(|line| line.unwrap_or_default()))
                    }
                }
            })*
        }
    };
}

#[hub_type]
pub struct Lines {
    pub lines: Vec<String>,
}

parameters_are_called! {
    a about allow and answer answers any arguments at automatically_derived bool bound boxed_hook call cancel cfg
    check client_answer client_method client_name client_param clippy concat context contract_types copy
    copy_field core dead_code deny deprecated derive describe_result doc docs error field_to_json
    fields find first fits from_millis from_secs hidden hook_result hub hubs_runtime index info initial invoke json
    let_unit_value many missing_debug_implementations missing_docs module_path name needless_pass_by_value never new no_such_field
    non_upper_case_globals not of on_connected on_disconnected one option optional or_default params pick rate_limit
    policies presence private_interfaces push ranks reason refuse rename_all reply required rest result
    running rust schemars scope serde serde_json server set_field set_field_from_json sink state state_field str
    streams target this timeout too_many_arguments types unit_arg unreachable_pub unused_assignments
    unused_imports unused_mut unused_self unused_variables upload usize value variable __HUBS_RULE __HUBS_confirm __HUBS_posted __hubs
    __hubs_kind __hubs_of_other __hubs_refuse __hubs_send __hubs_types __hubs_value __hubs_watch __private
    __register_hub __types
    __hubs_future awaited describe_client_answer describe_client_param describe_option describe_required describe_value kind
    __calls all answer_to c call_of calls client de non_camel_case_types non_snake_case pedantic private_bounds stream unused upload_with
}
