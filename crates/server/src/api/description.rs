//! The `OpenAPI` document. What every operation can be refused with comes from its door, so that no
//! handler has to repeat what the guard answers.

use crate::web::{Door, ProblemShape, Routes};
use axum::Extension;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use std::collections::BTreeMap;
use std::sync::Arc;
use utoipa::PartialSchema;
use utoipa::openapi::path::{Operation, ParameterIn, PathItem, Paths};
use utoipa::openapi::schema::Schema;
use utoipa::openapi::security::{
    ApiKey, ApiKeyValue, HttpAuthScheme, HttpBuilder, SecurityRequirement, SecurityScheme,
};
use utoipa::openapi::{
    ComponentsBuilder, Content, HttpMethod, Info, InfoBuilder, LicenseBuilder, OpenApi,
    OpenApiBuilder, Ref, RefOr, ResponseBuilder, ServerBuilder,
};

const ABOUT: &str = "成效的全部办理事项都可以由程序通过本接口完成，权限、校验和留痕与网页一致。\n\n\
    认证：请求头 `Authorization: Bearer 令牌`（在“接口与令牌”页面新建），或使用网页登录的会话；\
    使用会话修改数据时须带请求头 `X-Csrf-Token`。\n\n\
    错误：状态码4xx、5xx的内容为 Problem；400表示请求不符合本说明，422表示内容不能接受并说明原因。\n\n\
    列表：`items` 为本页内容，`next` 为下一页的 `after`，没有下一页时为 null。";

/// What was described so far.
#[derive(Default)]
pub(crate) struct Described {
    paths: Paths,
    schemas: BTreeMap<String, RefOr<Schema>>,
}

impl Described {
    /// Takes operations in, with what their door adds; gives every path with its methods.
    pub(crate) fn take(
        &mut self,
        door: Door,
        paths: Paths,
        schemas: Vec<(String, RefOr<Schema>)>,
    ) -> Vec<(String, Vec<&'static str>)> {
        self.schemas.extend(schemas);
        let mut taken = Vec::new();
        for (path, item) in paths.paths {
            let mut methods = Vec::new();
            for (method, name, operation) in operations(item) {
                let reads = name == "GET";
                let guarded = with_refusals(operation, door, reads);
                self.paths.add_path_operation(&path, vec![method], guarded);
                methods.push(name);
            }
            taken.push((path, methods));
        }
        taken
    }
}

fn operations(item: PathItem) -> Vec<(HttpMethod, &'static str, Operation)> {
    let all = [
        (HttpMethod::Get, "GET", item.get),
        (HttpMethod::Put, "PUT", item.put),
        (HttpMethod::Post, "POST", item.post),
        (HttpMethod::Patch, "PATCH", item.patch),
        (HttpMethod::Delete, "DELETE", item.delete),
    ];
    all.into_iter().filter_map(|(method, name, found)| Some((method, name, found?))).collect()
}

/// What the guard and the readers of bodies, queries and keys may answer.
fn with_refusals(mut operation: Operation, door: Door, reads: bool) -> Operation {
    let has = |wanted: fn(&ParameterIn) -> bool| {
        operation.parameters.iter().flatten().any(|parameter| match parameter {
            RefOr::T(parameter) => wanted(&parameter.parameter_in),
            RefOr::Ref(_) => false,
        })
    };
    let in_path = has(|place| matches!(place, ParameterIn::Path));
    let in_query = has(|place| matches!(place, ParameterIn::Query | ParameterIn::Header));
    let has_body = operation.request_body.is_some();
    let refusals = [
        (400, in_query || has_body, "请求不符合接口说明"),
        (401, door != Door::Open, "没有认证，或令牌已停用"),
        (403, door != Door::Open, "没有权限，或缺少请求头 X-Csrf-Token"),
        (404, in_path, "没有找到，或不在授权范围内"),
        (408, has_body, "没有在规定时间内收到完整的内容"),
        (413, has_body, "内容过大"),
        (415, has_body, "Content-Type 不对"),
        (422, has_body, "内容不能接受，原因见 detail"),
        (503, true, "系统正忙，稍后重试"),
        (507, !reads && door != Door::Open, "磁盘空间不足，没有保存"),
    ];
    for (status, applies, words) in refusals {
        let status = status.to_string();
        if applies && !operation.responses.responses.contains_key(&status) {
            operation.responses.responses.insert(status, refusal(words));
        }
    }
    if door != Door::Open {
        let none: [&str; 0] = [];
        operation.security = Some(vec![
            SecurityRequirement::new("token", none),
            SecurityRequirement::new("session", none),
        ]);
    }
    if let Door::Permits(action) = door {
        operation.description = Some(format!("权限：{}", action.label()));
    }
    operation
}

fn refusal(words: &str) -> RefOr<utoipa::openapi::Response> {
    let body = Content::new(Some(Ref::from_schema_name("Problem")));
    ResponseBuilder::new().description(words).content("application/json", body).build().into()
}

/// The document of what was described.
pub(crate) fn describe(described: &Described) -> OpenApi {
    let token = HttpBuilder::new()
        .scheme(HttpAuthScheme::Bearer)
        .description(Some("在“接口与令牌”页面新建的令牌，权限与本人相同"))
        .build();
    let cookie = ApiKeyValue::with_description("chengxiao_session", "网页登录的会话");
    let components = ComponentsBuilder::new()
        .schemas_from_iter(described.schemas.clone())
        .schema("Problem", ProblemShape::schema())
        .security_scheme("token", SecurityScheme::Http(token))
        .security_scheme("session", SecurityScheme::ApiKey(ApiKey::Cookie(cookie)))
        .build();
    OpenApiBuilder::new()
        .info(info())
        .servers(Some([ServerBuilder::new().url("/").build()]))
        .paths(described.paths.clone())
        .components(Some(components))
        .build()
}

fn info() -> Info {
    let licence = LicenseBuilder::new().name("Apache-2.0").identifier(Some("Apache-2.0")).build();
    InfoBuilder::new()
        .title("成效接口")
        .version("1.0")
        .description(Some(ABOUT))
        .license(Some(licence))
        .build()
}

pub(super) fn routes(routes: Routes) -> Routes {
    routes.get("/api/v1/openapi.json", Door::Open, document)
}

/// The document itself; it describes the API and is no part of it.
async fn document(Extension(api): Extension<Arc<OpenApi>>) -> Response {
    match api.to_json() {
        Ok(json) => ([(header::CONTENT_TYPE, "application/json")], json).into_response(),
        Err(_) => crate::web::Problem::fault().into_response(),
    }
}
