//! 计算公式: an expression over the ledgers, checked, and what it needs to know of them.

use ledgers::Catalogue;
use ledgers::language::{
    Checker, LanguageError, Node, Reach, Scope, Spelling, Type, Typed, parse, print,
};
use std::collections::BTreeSet;

/// Why a text is no formula: everything that is wrong with it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("公式有{}处需要修改", .0.len())]
pub struct FormulaError(pub Vec<LanguageError>);

/// A formula that holds against the definitions of the ledgers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Formula {
    typed: Typed,
    leaves: Vec<Typed>,
}

impl Formula {
    /// Reads a formula in code or in Chinese and proves it.
    ///
    /// # Errors
    /// Everything that is wrong with it.
    pub fn read(catalogue: &Catalogue, text: &str) -> Result<Self, FormulaError> {
        let parsed = parse(text).map_err(|error| FormulaError(vec![error]))?;
        let typed = Checker::check(catalogue, &parsed, Scope::Formula).map_err(FormulaError)?;
        if !matches!(typed.ty, Type::Number(_) | Type::Truth) {
            let message = format!("公式应得到一个数值或是否，得到的是{}", typed.ty.label());
            let error = LanguageError { span: typed.span, message, suggestion: None };
            return Err(FormulaError(vec![error]));
        }
        let mut leaves = Vec::new();
        collect(&typed, &mut leaves);
        Ok(Self { typed, leaves })
    }

    /// The expression.
    pub fn expression(&self) -> &Typed {
        &self.typed
    }

    /// The figures over records that it needs, each once: what an engine has to find out.
    pub fn leaves(&self) -> &[Typed] {
        &self.leaves
    }

    /// The other indicators whose values it takes.
    pub fn indicators(&self) -> BTreeSet<&str> {
        let named = self.leaves.iter().filter_map(|leaf| {
            if let Node::Same(code) = &leaf.node { Some(code.as_str()) } else { None }
        });
        named.collect()
    }

    /// The ledgers that it reads and the zones whose outline it needs.
    pub fn reach(&self) -> Reach {
        self.typed.reach()
    }

    /// The formula in code or in Chinese names.
    pub fn print(&self, catalogue: &Catalogue, spelling: Spelling) -> String {
        print(catalogue, &self.typed, None, spelling)
    }
}

/// Whether an expression is a figure that an engine finds out as a whole.
pub fn is_leaf(node: &Node) -> bool {
    matches!(
        node,
        Node::Aggregate(..)
            | Node::Exists(_)
            | Node::Each { .. }
            | Node::Per { .. }
            | Node::Reference(_)
            | Node::Covered { .. }
            | Node::Area(_)
            | Node::TopTwo(_)
            | Node::Same(_)
    )
}

fn collect(typed: &Typed, leaves: &mut Vec<Typed>) {
    if is_leaf(&typed.node) {
        if !leaves.contains(typed) {
            leaves.push(typed.clone());
        }
        return;
    }
    for part in typed.node.parts() {
        collect(part, leaves);
    }
}
