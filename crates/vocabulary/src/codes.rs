//! 编码: codes of units and projects.

use std::fmt;

/// Why a text is not a code.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CodeError {
    /// Not six digits.
    #[error("“{0}”不是单位编码，应为6位数字")]
    NotAUnitCode(String),
    /// Neither of the two known forms.
    #[error("“{0}”不是项目编码，应为“333-0401-JQN-X0VZ”形式或21位一体化编码")]
    NotAProjectCode(String),
}

/// 单位编码: three digits of the department and three of the unit, `333002`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct UnitCode(String);

impl UnitCode {
    /// Reads a unit code.
    ///
    /// # Errors
    /// When the text is not six digits.
    pub fn parse(text: &str) -> Result<Self, CodeError> {
        if text.len() == 6 && text.bytes().all(|b| b.is_ascii_digit()) {
            Ok(Self(text.to_owned()))
        } else {
            Err(CodeError::NotAUnitCode(text.to_owned()))
        }
    }

    /// The code as printed.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The department's three digits, `333`.
    pub fn department(&self) -> &str {
        self.0.get(..3).unwrap_or(&self.0)
    }
}

impl fmt::Display for UnitCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// 项目编码: Hebei's `333-0401-JQN-X0VZ`, or 21 characters of the integrated system.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ProjectCode(String);

impl ProjectCode {
    /// Length of a code of the integrated budget system (预算管理一体化).
    const INTEGRATED_LENGTH: usize = 21;

    /// Reads a project code.
    ///
    /// # Errors
    /// When the text has neither of the two known forms.
    pub fn parse(text: &str) -> Result<Self, CodeError> {
        let hebei = text.split('-').collect::<Vec<_>>();
        let digits =
            |part: &str, length| part.len() == length && part.bytes().all(|b| b.is_ascii_digit());
        let is_hebei = matches!(hebei.as_slice(), [department, activity, kind, id]
            if digits(department, 3)
                && digits(activity, 4)
                && kind.len() == 3
                && kind.bytes().all(|b| b.is_ascii_uppercase())
                && id.len() == 4
                && id.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit()));
        let is_integrated = text.len() == Self::INTEGRATED_LENGTH
            && text.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit());
        if is_hebei || is_integrated {
            Ok(Self(text.to_owned()))
        } else {
            Err(CodeError::NotAProjectCode(text.to_owned()))
        }
    }

    /// The code as printed.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The department's three digits of a Hebei code.
    pub fn department(&self) -> Option<&str> {
        self.0.split_once('-').map(|(department, _)| department)
    }
}

impl fmt::Display for ProjectCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_known_forms_of_a_project_code_are_read() {
        assert!(ProjectCode::parse("333-0401-JQN-X0VZ").is_ok());
        assert!(ProjectCode::parse("13030423P00333002001A").is_ok());
        assert!(ProjectCode::parse("333-0401-JQN-X0V").is_err());
        assert!(ProjectCode::parse("333-O401-JQN-X0VZ").is_err());
    }
}
