//! How much a compiler's frontend hands to LLVM.

/// Instructions in all functions of `ir`, a line each; what stands around them depends on names and platforms.
///
/// `cargo llvm-lines` counts the same.
pub(super) fn count(ir: &str) -> usize {
    let mut inside = false;
    let mut count = 0;
    for line in ir.lines() {
        if line.starts_with("define ") {
            inside = true;
        } else if line == "}" {
            inside = false;
        } else if inside && line.starts_with("  ") && !line.starts_with("   ") {
            count += 1;
        }
    }
    count
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn instructions_count_and_nothing_around_them() {
        let ir = "\
; ModuleID = 'a'
%T = type {
  i64
}
declare void @b(i64)
define void @a(i64 %0) {
start:
  %1 = add i64 %0, 1
  switch i64 %1, label %end [
    i64 0, label %end
  ]

end:
  ret void
}
!0 = !{}
define void @c() {
  unreachable
}
";
        // The table of the `switch` ends in a line of its own, which `cargo llvm-lines` takes for one as well.
        assert_eq!(count(ir), 5);
        assert_eq!(count(""), 0);
    }
}
