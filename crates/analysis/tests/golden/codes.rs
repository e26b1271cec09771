//! Every stable code that has a list of its own; those of errors are in `errors.rs`.

use pricesheet_analysis::audit::Verdict;
use pricesheet_analysis::diff::ChangeKind;
use pricesheet_analysis::lint::Lint;

use super::compare::golden;

#[test]
fn codes() {
    let mut lines: Vec<String> = Lint::ALL.iter().map(|lint| format!("lint {lint}")).collect();
    let verdicts = [Verdict::Agreed, Verdict::Over, Verdict::Under, Verdict::Unpriceable];
    lines.extend(verdicts.map(|verdict| format!("verdict {verdict}")));
    let changes = [ChangeKind::Added, ChangeKind::Removed, ChangeKind::Changed];
    lines.extend(changes.map(|change| format!("change {change}")));
    golden("codes.txt", &lines);
}
