//! What a person sees when something cannot be done: what happened, and what to do.

use super::frame::Frame;
use askama::Template;

/// The page of a refusal or fault. It never holds a path, an address of ours or a query.
#[derive(Template)]
#[template(path = "problem/page.html")]
pub(crate) struct ProblemPage<'a> {
    /// Its frame; its title is what happened.
    pub(crate) frame: Frame<'a>,
    /// The status of the answer.
    pub(crate) status: u16,
    /// What happened and what to do, in a sentence or two.
    pub(crate) text: &'a str,
    /// Number of the request, by which an administrator finds it in the log.
    pub(crate) request: Option<&'a str>,
}

/// Title and remedy for a status.
pub(crate) fn words(status: u16) -> (&'static str, &'static str) {
    match status {
        400 => ("提交的内容不完整", "请返回上一页核对后重新提交。"),
        401 => ("请先登录", "登录已超时或尚未登录，请登录后再办理。"),
        403 => (
            "没有办理权限",
            "您的角色不能办理此事项。确需办理的，请联系系统管理员调整角色或授权范围。",
        ),
        404 => ("没有找到", "内容不存在，或不在您的授权范围内。请从菜单进入，或用编码查找。"),
        405 => ("不能这样提交", "请从页面上的按钮办理，不要直接打开提交地址。"),
        408 => ("没有收到完整的内容", "网络较慢或中断，这次操作没有保存。请检查网络后重新提交。"),
        409 => (
            "内容已被他人修改",
            "在您打开之后，他人保存了新的内容。请重新打开，核对后再修改；您的草稿仍然保留。",
        ),
        413 => ("文件过大", "请拆分文件后再导入，或联系系统管理员调整上传上限。"),
        415 => ("不支持的文件类型", "请导入 Word、Excel、PDF（文字版）或文本文件。"),
        422 => ("内容不能接受", "请按提示修改后重新提交。"),
        429 => ("操作过于频繁", "请稍等片刻再试。"),
        503 => ("系统正忙", "请稍等片刻再试；持续出现请联系系统管理员。"),
        507 => ("存储空间不足", "这次操作没有保存。请联系系统管理员清理磁盘后再试。"),
        _ => (
            "系统出现故障",
            "这次操作没有保存，原有数据没有变化。请稍后再试；持续出现请把下面的编号告诉系统管理员。",
        ),
    }
}
