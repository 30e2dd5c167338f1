//! Which hazards does the header of each way tell?

use super::*;

/// Who goes back reads what that takes, and not that it could not be gone back from.
#[test]
fn the_way_back_tells_its_own_hazards() {
    let mut plan = plan();
    plan.parts.truncate(1);
    let there = &mut plan.parts[0];
    there.up[2].hazards.push(Hazard::new(HazardKind::Irreversible, "what was dropped stays so"));
    there.down[1].hazards.push(Hazard::new(HazardKind::DeletesData, "drops what the way there made"));
    there.down[1].hazards.push(Hazard::new(HazardKind::Irreversible, "the way back makes it anew"));
    let files = migration(LAYOUTS[0], 0, "open", "", "b", &plan);
    let (up, down) = (&files[0].text, &files[1].text);
    assert!(up.contains("--   IRREVERSIBLE: what was dropped stays so\n"), "{up}");
    assert!(down.contains("--   DELETES_DATA: drops what the way there made\n"), "{down}");
    assert!(!down.contains("IRREVERSIBLE"), "{down}");
    assert!(down.contains("--   what was dropped stays so\n"), "{down}");
    let (up, down) = pending(&plan);
    assert!(up.contains("--   IRREVERSIBLE: ") && !down.contains("IRREVERSIBLE"), "{up}{down}");
}
