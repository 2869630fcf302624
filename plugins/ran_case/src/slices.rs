//! Worked examples of PRB allocation among slices, schema `slicing-examples/1`: parsed, allocated by `twin_ran::slicing`, compared.

use crate::Fault;
use crate::json::{self, Node};
use serde_json::{Value, json};
use std::fmt::Write as _;
use twin_ran::slicing::{SlicePolicies, SlicePolicy};
use twin_units::SNssai;

/// The schema's name.
pub const SCHEMA: &str = "slicing-examples/1";

/// Most PRBs of a cell and of a demand; carriers have at most 275.
const MOST_PRB: u32 = 1_000_000;
/// Most slices of an example.
const MOST_SLICES: usize = 1024;
/// Most examples of a file.
const MOST_EXAMPLES: usize = 100_000;

/// The examples of a file, checked.
#[derive(Clone, Debug)]
pub struct Examples(Vec<Example>);

/// One cell with its slices and their demand.
#[derive(Clone, Debug)]
struct Example {
    name: String,
    n_prb: u32,
    policies: SlicePolicies,
    demand_prb: Vec<u32>,
    /// The file's object, with what it expects.
    expected: Value,
}

impl Examples {
    /// Reads and checks a file of the schema.
    ///
    /// # Errors
    /// The first [`Fault`] found. What the examples expect is not looked at.
    pub fn parse(bytes: &[u8]) -> Result<Self, Fault> {
        let document = json::parse(bytes)?;
        let root = Node::root(&document);
        let schema = root.key("schema")?;
        if schema.text()? != SCHEMA {
            return Err(schema.fault(format!("must be {SCHEMA:?}, found {:?}", schema.text()?)));
        }
        let node = root.key("examples")?;
        let list = node.list()?;
        if list.is_empty() || list.len() > MOST_EXAMPLES {
            return Err(node.fault(format!("must have 1 to {MOST_EXAMPLES} examples, found {}", list.len())));
        }
        list.iter().map(example).collect::<Result<_, _>>().map(Self)
    }

    /// Number of examples.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Never true: a file has at least one example.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// All allocations, as a list of objects with the schema's keys.
    pub fn to_json(&self) -> Value {
        self.0.iter().map(Example::to_json).collect()
    }

    /// All allocations, for people.
    pub fn table(&self) -> String {
        let mut text = String::new();
        for example in &self.0 {
            let result = example.to_json();
            text += &format!("{}: {} PRB\n", example.name, example.n_prb);
            for (index, policy) in example.policies.as_slice().iter().enumerate() {
                let SlicePolicy { max_ratio, min_ratio, dedicated_ratio, .. } = policy;
                text += &format!(
                    "  slice {}: {max_ratio} / {min_ratio} / {dedicated_ratio} % (max / min / dedicated), needs {} PRB, gets {}\n",
                    policy.snssai.sd.unwrap_or(0),
                    example.demand_prb[index],
                    result["expected_alloc_prb"][index]
                );
            }
            // Writing to a string cannot fail.
            let _ = writeln!(text, "  idle: {} PRB", result["idle_prb"]);
        }
        text
    }

    /// The first place where an allocation, quota or idle count differs from what the file expects; `None` when all agree.
    ///
    /// # Errors
    /// [`Fault`] when an example expects nothing.
    pub fn first_difference(&self) -> Result<Option<String>, Fault> {
        for (index, example) in self.0.iter().enumerate() {
            let ours = example.to_json();
            for key in ["expected_alloc_prb", "idle_prb"] {
                if example.expected.get(key).is_none() {
                    return Err(Fault::new(format!("examples[{index}].{key}"), "is missing"));
                }
            }
            let keys = ours.as_object().into_iter().flat_map(|object| object.keys());
            for key in keys {
                let (our, expected) = (&ours[key.as_str()], &example.expected[key.as_str()]);
                if !expected.is_null() && our != expected {
                    return Ok(Some(format!("{}: {key} is {our}, expected {expected}", example.name)));
                }
            }
        }
        Ok(None)
    }
}

/// A ratio; left out, it has the default of TS 28.541.
fn percent(slice: &Node<'_>, key: &str, default: u8) -> Result<u8, Fault> {
    slice.get(key).map_or(Ok(default), |node| node.whole(0..=100).map(|percent| percent as u8))
}

fn example(node: &Node<'_>) -> Result<Example, Fault> {
    let name = node.key("name")?.text()?.to_owned();
    let n_prb = node.key("n_prb")?.whole(1..=MOST_PRB)?;
    let slices = node.key("slices")?;
    let list = slices.list()?;
    if list.len() > MOST_SLICES {
        return Err(slices.fault(format!("must have at most {MOST_SLICES} slices, found {}", list.len())));
    }
    let (mut policies, mut demand_prb) = (Vec::new(), Vec::new());
    for slice in &list {
        let id = slice.key("slice")?.whole(0..=0xff_ffff)?;
        let snssai = SNssai { sst: 1, sd: Some(id) };
        if policies.iter().any(|policy: &SlicePolicy| policy.snssai == snssai) {
            return Err(slice.fault(format!("slice {id} is there twice")));
        }
        let policy = SlicePolicy {
            snssai,
            max_ratio: percent(slice, "rRMPolicyMaxRatio", 100)?,
            min_ratio: percent(slice, "rRMPolicyMinRatio", 0)?,
            dedicated_ratio: percent(slice, "rRMPolicyDedicatedRatio", 0)?,
        };
        let SlicePolicy { max_ratio: max, min_ratio: min, dedicated_ratio: dedicated, .. } = policy;
        if dedicated > min || min > max {
            return Err(slice.fault(format!(
                "slice {id} needs rRMPolicyDedicatedRatio <= rRMPolicyMinRatio <= rRMPolicyMaxRatio, found {dedicated}, {min}, {max} %"
            )));
        }
        policies.push(policy);
        demand_prb.push(slice.key("demand_prb")?.whole(0..=MOST_PRB)?);
    }
    let policies = SlicePolicies::new(policies)
        .map_err(|faults| slices.fault(faults.first().map_or_else(String::new, ToString::to_string)))?;
    Ok(Example { name, n_prb, policies, demand_prb, expected: node.value.clone() })
}

impl Example {
    fn to_json(&self) -> Value {
        let mut alloc_prb = vec![0; self.demand_prb.len()];
        let idle_prb = self.policies.allocate(self.n_prb, &self.demand_prb, &mut alloc_prb);
        let quotas: Vec<_> = self.policies.as_slice().iter().map(|policy| policy.quota(self.n_prb)).collect();
        let pairs = || quotas.iter().zip(&self.demand_prb);
        let guaranteed: Vec<u32> = pairs().map(|(quota, &demand)| demand.min(quota.min_prb)).collect();
        let blocked: Vec<u32> = pairs().map(|(quota, &demand)| quota.dedicated_prb.saturating_sub(demand)).collect();
        let taken = guaranteed.iter().sum::<u32>() + blocked.iter().sum::<u32>();
        let quota_prb: Vec<Value> = quotas
            .iter()
            .map(|quota| json!({"max": quota.max_prb, "min": quota.min_prb, "dedicated": quota.dedicated_prb}))
            .collect();
        json!({
            "name": self.name,
            "n_prb": self.n_prb,
            "quota_prb": quota_prb,
            "guaranteed_prb": guaranteed,
            "blocked_dedicated_prb": blocked,
            "shared_pool_prb": self.n_prb - taken,
            "expected_alloc_prb": alloc_prb,
            "idle_prb": idle_prb,
        })
    }
}
