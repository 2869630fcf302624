//! The object RRMPolicyRatio with its members, as TS 28.541 has it.

use super::{SlicePolicies, SlicePolicy};
use crate::RanError;
use std::collections::BTreeMap;
use twin_units::SNssai;

/// A public land mobile network: country and network code (TS 23.003 cl. 2.2), digits only.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Plmn {
    mcc: String,
    mnc: String,
}

impl Plmn {
    /// From a country code of 3 digits and a network code of 2 or 3.
    ///
    /// # Errors
    /// [`RanError::Plmn`].
    pub fn new(mcc: &str, mnc: &str) -> Result<Self, RanError> {
        let is_digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
        if mcc.len() != 3 || !(2..=3).contains(&mnc.len()) || !is_digits(mcc) || !is_digits(mnc) {
            return Err(RanError::Plmn { mcc: mcc.chars().take(8).collect(), mnc: mnc.chars().take(8).collect() });
        }
        Ok(Self { mcc: mcc.into(), mnc: mnc.into() })
    }
}

/// A slice of a network that shares a policy (`RRMPolicyMember`).
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct RrmPolicyMember {
    /// The network.
    pub plmn: Plmn,
    /// The slice.
    pub snssai: SNssai,
}

/// `RRMPolicyRatio` for PRBs: shares of all its members together.
///
/// Source: TS 28.541 V18.6.0 cl. 4.3.36 (object), 4.4.1 (attributes, ranges 0..100 and defaults).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RrmPolicyRatio {
    /// rRMPolicyMemberList; at least one, each S-NSSAI a 24-bit differentiator at most.
    pub members: Vec<RrmPolicyMember>,
    /// rRMPolicyMaxRatio, percent.
    pub max_ratio: u8,
    /// rRMPolicyMinRatio, percent.
    pub min_ratio: u8,
    /// rRMPolicyDedicatedRatio, percent.
    pub dedicated_ratio: u8,
}

impl RrmPolicyRatio {
    /// The defaults of TS 28.541: at most 100 %, nothing guaranteed, nothing dedicated.
    pub fn with_defaults(members: Vec<RrmPolicyMember>) -> Self {
        Self { members, max_ratio: 100, min_ratio: 0, dedicated_ratio: 0 }
    }
}

/// The policies of a cell, and which one a member belongs to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RrmPolicies {
    policies: SlicePolicies,
    index_of: BTreeMap<RrmPolicyMember, usize>,
}

impl RrmPolicies {
    /// Checks the objects of one cell. A policy is then named by its index here, and by the S-NSSAI of its first member in messages.
    ///
    /// # Errors
    /// Every fault found: those of [`SlicePolicies::new`], [`RanError::NoMember`], [`RanError::MemberTwice`] and [`RanError::SliceDifferentiator`].
    pub fn new(ratios: &[RrmPolicyRatio]) -> Result<Self, Vec<RanError>> {
        let (mut faults, mut index_of, mut policies) = (Vec::new(), BTreeMap::new(), Vec::new());
        for (index, ratio) in ratios.iter().enumerate() {
            let Some(first) = ratio.members.first() else {
                faults.push(RanError::NoMember { index });
                continue;
            };
            for member in &ratio.members {
                if member.snssai.sd.is_some_and(|sd| sd > 0xff_ffff) {
                    faults.push(RanError::SliceDifferentiator { snssai: member.snssai });
                }
                if index_of.insert(member.clone(), index).is_some() {
                    faults.push(RanError::MemberTwice { snssai: member.snssai });
                }
            }
            policies.push(SlicePolicy {
                snssai: first.snssai,
                max_ratio: ratio.max_ratio,
                min_ratio: ratio.min_ratio,
                dedicated_ratio: ratio.dedicated_ratio,
            });
        }
        // Two networks may use one S-NSSAI: whether a member is there twice has been looked at with its network.
        let unchecked = SlicePolicies { policies };
        faults.extend(unchecked.faults_of_ratios());
        if faults.is_empty() { Ok(Self { policies: unchecked, index_of }) } else { Err(faults) }
    }

    /// The shares, by policy index.
    pub fn policies(&self) -> &SlicePolicies {
        &self.policies
    }

    /// The policy of a member.
    pub fn index_of(&self, member: &RrmPolicyMember) -> Option<usize> {
        self.index_of.get(member).copied()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn member(mnc: &str, sst: u8) -> RrmPolicyMember {
        RrmPolicyMember { plmn: Plmn::new("244", mnc).expect("digits"), snssai: SNssai { sst, sd: None } }
    }

    #[test]
    fn members_share_a_policy() {
        let shared =
            RrmPolicyRatio { min_ratio: 40, ..RrmPolicyRatio::with_defaults(vec![member("05", 1), member("91", 1)]) };
        let other = RrmPolicyRatio::with_defaults(vec![member("05", 2)]);
        let policies = RrmPolicies::new(&[shared, other]).expect("valid");
        assert_eq!(policies.index_of(&member("91", 1)), Some(0));
        assert_eq!(policies.index_of(&member("05", 2)), Some(1));
        assert_eq!(policies.index_of(&member("91", 2)), None);
        let mut alloc = [0; 2];
        policies.policies().allocate(100, &[30, 100], &mut alloc);
        assert_eq!(alloc, [30, 70]);
    }

    #[test]
    fn faults_are_found() {
        let twice = RrmPolicyRatio::with_defaults(vec![member("05", 1)]);
        let empty = RrmPolicyRatio::with_defaults(Vec::new());
        let mut odd = twice.clone();
        odd.members[0].snssai = SNssai { sst: 3, sd: Some(1 << 24) };
        odd.dedicated_ratio = 5;
        let faults = RrmPolicies::new(&[twice.clone(), empty, twice, odd]).expect_err("faults");
        let sentences: Vec<String> = faults.iter().map(ToString::to_string).collect();
        assert_eq!(sentences[0], "rRMPolicyMemberList of policy 1 must have at least one member");
        assert_eq!(sentences[1], "slice 1 is a member of more than one policy");
        assert!(sentences[2].contains("24 bits") && sentences[3].contains("dedicated <= min <= max"), "{sentences:?}");
        assert!(Plmn::new("24", "05").is_err() && Plmn::new("244", "5").is_err() && Plmn::new("2x4", "05").is_err());
    }
}
