//! What does a plan do with the rows?

use std::collections::BTreeSet;

use serde_json::Value;

/// What EXPLAIN (FORMAT JSON) said of a statement.
#[derive(Clone, Debug)]
pub struct Plan(Value);

impl Plan {
    /// From its text; none if that is no plan.
    pub fn read(json: &str) -> Option<Self> {
        let value: Value = serde_json::from_str(json).ok()?;
        Some(Plan(value.get(0)?.clone()))
    }

    /// Milliseconds that the server's executor took, if it ran.
    pub fn execution_ms(&self) -> Option<f64> {
        self.0.get("Execution Time")?.as_f64()
    }

    fn nodes(&self) -> Vec<&Value> {
        let mut waiting: Vec<&Value> = self.0.get("Plan").into_iter().collect();
        let mut nodes = Vec::new();
        while let Some(node) = waiting.pop() {
            nodes.push(node);
            waiting.extend(node.get("Plans").and_then(Value::as_array).into_iter().flatten());
        }
        nodes
    }

    fn is(&self, key: &str, test: impl Fn(&str) -> bool) -> bool {
        self.nodes().iter().any(|node| node.get(key).and_then(Value::as_str).is_some_and(&test))
    }

    /// Whether something runs once a row.
    pub fn has_sub_plan(&self) -> bool {
        self.is("Parent Relationship", |relation| relation == "SubPlan")
    }

    /// Whether a table is read from end to end.
    pub fn has_seq_scan(&self) -> bool {
        self.is("Node Type", |kind| kind == "Seq Scan")
    }

    /// Whether some index is asked for what this column holds.
    pub fn has_index_cond(&self, column: &str) -> bool {
        self.is("Index Cond", |condition| condition.contains(column))
    }

    /// How it reads tables, and what it asks on the way, `InitPlan` once and `SubPlan` once a row: `Index + InitPlan`.
    pub fn kinds(&self) -> String {
        let text =
            |node: &Value, key: &str| node.get(key).and_then(Value::as_str).unwrap_or_default().to_owned();
        let nodes = self.nodes();
        let scans: BTreeSet<String> = nodes
            .iter()
            .filter_map(|node| text(node, "Node Type").strip_suffix(" Scan").map(str::to_owned))
            // the other half of every Bitmap Index
            .filter(|kind| kind != "Bitmap Heap")
            .collect();
        let asked: BTreeSet<String> = nodes
            .iter()
            .map(|node| text(node, "Parent Relationship"))
            .filter(|relation| matches!(relation.as_str(), "InitPlan" | "SubPlan"))
            .collect();
        let kinds: Vec<String> = scans.into_iter().chain(asked).collect();
        if kinds.is_empty() { "no scan".to_owned() } else { kinds.join(" + ") }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tells_what_runs_once_a_row() {
        let plan = |relation: &str, scan: &str| {
            Plan::read(&format!(
                r#"[{{"Plan": {{"Node Type": "Aggregate", "Plans": [
                    {{"Node Type": "{scan}", "Parent Relationship": "Outer", "Index Cond": "(user_id = $0)", "Plans": [
                        {{"Node Type": "Result", "Parent Relationship": "{relation}"}}]}}]}}, "Execution Time": 1.5}}]"#
            ))
            .unwrap()
        };
        let ours = plan("InitPlan", "Index Scan");
        assert!(!ours.has_sub_plan() && !ours.has_seq_scan() && ours.has_index_cond("user_id"));
        assert_eq!((ours.kinds().as_str(), ours.execution_ms()), ("Index + InitPlan", Some(1.5)));
        let slow = plan("SubPlan", "Seq Scan");
        assert!(slow.has_sub_plan() && slow.has_seq_scan() && !slow.has_index_cond("id_of_another"));
        assert!(Plan::read("no plan").is_none());
    }
}
