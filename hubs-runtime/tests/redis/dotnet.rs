//! A server of .NET in the cluster, played by what was recorded of one.
