//! Places, roads, names of people and firms of the demonstration. Roads and villages are those of
//! the district; people and firms are made up.

use super::draw::Draw;
use std::fmt;

/// A place in millionths of a degree, WGS-84.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Place {
    longitude: i64,
    latitude: i64,
}

impl Place {
    /// A place by ten-thousandths of a degree, about ten metres.
    pub(super) const fn at(longitude: i64, latitude: i64) -> Self {
        Self { longitude: longitude * 100, latitude: latitude * 100 }
    }

    /// A place not far off, so many millionths of a degree at most.
    pub(super) fn near(self, distance: i64, draw: &mut Draw) -> Self {
        Self {
            longitude: self.longitude + draw.around(0, distance / 2),
            latitude: self.latitude + draw.around(0, distance / 2),
        }
    }
}

impl fmt::Display for Place {
    /// `119.4863,39.8251`, without idle zeros, as cells keep it.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let degrees = |millionths: i64| {
            let text = format!("{}.{:06}", millionths / 1_000_000, millionths % 1_000_000);
            text.trim_end_matches('0').trim_end_matches('.').to_owned()
        };
        write!(f, "{},{}", degrees(self.longitude), degrees(self.latitude))
    }
}

/// A settlement: its town, its centre, and villages or communities of the town.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Settlement {
    /// 街道 or 镇.
    pub(super) town: &'static str,
    centre: Place,
    /// Communities and villages, by the division codes of the State.
    villages: &'static [&'static str],
}

/// How far from its centre a settlement reaches, in millionths of a degree (about 450 m); every
/// place so found lies inside the outline of the district.
const REACH: i64 = 5_000;

const WEST_HILL: &[&str] = &["安居社区", "英才社区", "平安路社区", "剑秋路社区", "西山社区"];
const EAST_HILL: &[&str] = &["育花路社区", "东山社区", "东经路社区"];
const SEASIDE: &[&str] =
    &["草厂村", "单庄村", "赤土山村", "刘庄村", "河东寨村", "陆庄村", "丁庄村"];
const DAIHE: &[&str] = &[
    "车站社区",
    "宁馨苑社区",
    "路北社区",
    "杨各庄村",
    "古城村",
    "太平庄村",
    "西坨头村",
    "费石庄村",
    "乔庄村",
    "北戴河村",
    "朱庄村",
    "苏庄村",
    "蔡各庄村",
    "谢李庄村",
    "甘各庄村",
    "崔各庄村",
];
const NIUTOUYA: &[&str] =
    &["宁海道社区", "牛头崖村", "狮子河村", "南甸子村", "卢王庄村", "桃园村", "蒲兰村", "满井村"];

const SETTLEMENTS: [Settlement; 12] = [
    settlement("西山街道", Place::at(1_194_624, 398_310), WEST_HILL),
    settlement("西山街道", Place::at(1_194_800, 398_270), WEST_HILL),
    settlement("东山街道", Place::at(1_195_011, 398_310), EAST_HILL),
    settlement("海滨镇", Place::at(1_194_413, 398_229), SEASIDE),
    settlement("海滨镇", Place::at(1_194_800, 398_500), SEASIDE),
    settlement("海滨镇", Place::at(1_195_000, 398_600), SEASIDE),
    settlement("戴河镇", Place::at(1_194_624, 398_499), DAIHE),
    settlement("戴河镇", Place::at(1_194_413, 398_418), DAIHE),
    settlement("戴河镇", Place::at(1_194_413, 398_607), DAIHE),
    settlement("戴河镇", Place::at(1_194_202, 398_526), DAIHE),
    settlement("牛头崖镇", Place::at(1_193_750, 398_400), NIUTOUYA),
    settlement("牛头崖镇", Place::at(1_193_600, 398_600), NIUTOUYA),
];

const fn settlement(
    town: &'static str,
    centre: Place,
    villages: &'static [&'static str],
) -> Settlement {
    Settlement { town, centre, villages }
}

/// Somebody's settlement.
pub(super) fn somewhere(draw: &mut Draw) -> Settlement {
    draw.pick(&SETTLEMENTS)
}

impl Settlement {
    /// A place in it.
    pub(super) fn place(&self, draw: &mut Draw) -> Place {
        self.centre.near(REACH, draw)
    }

    /// One of its villages or communities.
    pub(super) fn village(&self, draw: &mut Draw) -> &'static str {
        draw.pick(self.villages)
    }
}

/// Roads of the district.
pub(super) const ROADS: [&str; 30] = [
    "联峰路",
    "海宁路",
    "黑石路",
    "剑秋路",
    "光华路",
    "育花路",
    "保二路",
    "东经路",
    "西经路",
    "东海滩路",
    "中海滩路",
    "西海滩路",
    "鹰角路",
    "滨海大道",
    "红石路",
    "安一路",
    "安二路",
    "草厂路",
    "石塘路",
    "平水桥路",
    "戴河大街",
    "站前路",
    "崔各庄路",
    "北岭路",
    "南岭路",
    "赤土山路",
    "牛头崖大街",
    "英才路",
    "宁海道",
    "单赤路",
];

/// A house on a road.
pub(super) fn address(draw: &mut Draw) -> String {
    format!("{}{}号", draw.pick(&ROADS), draw.between(1, 160))
}

const SURNAMES: [&str; 30] = [
    "王", "李", "张", "刘", "陈", "杨", "赵", "黄", "周", "吴", "徐", "孙", "胡", "朱", "高", "林",
    "何", "郭", "马", "罗", "梁", "宋", "郑", "谢", "韩", "唐", "冯", "于", "董", "萧",
];
const GIVEN: [&str; 36] = [
    "建国", "秀英", "志强", "丽华", "海燕", "永胜", "桂兰", "晓东", "文静", "国庆", "淑珍", "立新",
    "春梅", "宏伟", "玉兰", "家明", "雪峰", "红梅", "大勇", "思远", "雅琴", "少华", "新民", "景春",
    "瑞雪", "长江", "一鸣", "佳宁", "子轩", "梦洁", "宇航", "晨曦", "振华", "婷婷", "凯", "敏",
];

/// Somebody's name.
pub(super) fn person_name(draw: &mut Draw) -> String {
    format!("{}{}", draw.pick(&SURNAMES), draw.pick(&GIVEN))
}

const FIRM_WORDS: [&str; 24] = [
    "海宸", "联峰", "鼎元", "恒岳", "碧螺", "鸽翎", "金沙", "蓝湾", "润达", "东岭", "汇泽", "星澜",
    "北辰", "宏昌", "瑞和", "渤信", "华岭", "天屿", "盛和", "通源", "嘉禾", "启明", "云帆", "安澜",
];

/// The name of a firm of a line of business: `秦皇岛海宸建设工程有限公司`.
pub(super) fn firm_name(business: &str, draw: &mut Draw) -> String {
    let word = draw.pick(&FIRM_WORDS);
    let second = if draw.permille(400) { draw.pick(&FIRM_WORDS) } else { "" };
    let second = if second == word { "" } else { second };
    format!("秦皇岛{word}{second}{business}有限公司")
}

/// A unified social credit code in its form: 18 signs, made up, so that it is nobody's (the
/// division code 139999 is not given to any place).
pub(super) fn credit_code(draw: &mut Draw) -> String {
    format!("91139999MA{:08}", draw.below(100_000_000))
}
