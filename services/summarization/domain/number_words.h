// The words that stand around numbers in Chinese and English, as shadows.
#pragma once

#include <array>
#include <string_view>
#include <utility>

#include "sennight/event/v1/event.pb.h"

namespace sennight::summarization::number_words {

using event::v1::Approximation;

struct Word {
  std::u32string_view text;
  std::string_view meaning;
};

// What follows a number and makes it money, after any scale.
inline constexpr std::array kCurrencyAfter = {
    Word{U"元人民币", "CNY"},     Word{U"人民币", "CNY"},  Word{U"美元", "USD"},
    Word{U"美金", "USD"},         Word{U"欧元", "EUR"},    Word{U"港元", "HKD"},
    Word{U"港币", "HKD"},         Word{U"英镑", "GBP"},    Word{U"日元", "JPY"},
    Word{U"韩元", "KRW"},         Word{U"元", "CNY"},      Word{U"us dollars", "USD"},
    Word{U"u.s. dollars", "USD"}, Word{U"dollars", "USD"}, Word{U"yuan", "CNY"},
    Word{U"rmb", "CNY"},          Word{U"cny", "CNY"},     Word{U"usd", "USD"},
    Word{U"euros", "EUR"},        Word{U"eur", "EUR"},     Word{U"pounds", "GBP"},
};

// What precedes a number and makes it money.
inline constexpr std::array kCurrencyBefore = {
    Word{U"us$", "USD"},    Word{U"hk$", "HKD"},  Word{U"a$", "AUD"},   Word{U"$", "USD"},
    Word{U"€", "EUR"},      Word{U"£", "GBP"},    Word{U"¥", "CNY"},    Word{U"rmb", "CNY"},
    Word{U"rmb ", "CNY"},   Word{U"cny ", "CNY"}, Word{U"usd ", "USD"}, Word{U"eur ", "EUR"},
    Word{U"人民币", "CNY"}, Word{U"cny", "CNY"},  Word{U"usd", "USD"},
};

struct Scale {
  std::u32string_view text;
  int places;
};

inline constexpr std::array kScales = {
    Scale{U"万亿", 12},    Scale{U"千万", 7},      Scale{U"百万", 6},    Scale{U"万", 4},
    Scale{U"亿", 8},       Scale{U"trillion", 12}, Scale{U"billion", 9}, Scale{U"million", 6},
    Scale{U"thousand", 3}, Scale{U"bn", 9},        Scale{U"mn", 6},
};
// Scales of one letter: only in money, as in $1.2m.
inline constexpr std::array kMoneyScales = {Scale{U"m", 6}, Scale{U"b", 9}, Scale{U"k", 3}};

inline constexpr std::array kDurations = {
    Word{U"个月", "month"},   Word{U"个工作日", "workday"}, Word{U"小时", "hour"},
    Word{U"分钟", "minute"},  Word{U"周岁", "year"},        Word{U"周", "week"},
    Word{U"天", "day"},       Word{U"日", "day"},           Word{U"岁", "year"},
    Word{U"年", "year"},      Word{U"月龄", "month"},       Word{U"working days", "workday"},
    Word{U"months", "month"}, Word{U"month", "month"},      Word{U"mo.", "month"},
    Word{U"years", "year"},   Word{U"year", "year"},        Word{U"weeks", "week"},
    Word{U"week", "week"},    Word{U"days", "day"},         Word{U"day", "day"},
    Word{U"hours", "hour"},   Word{U"hour", "hour"},        Word{U"minutes", "minute"},
};

inline constexpr std::array kMeasures = {
    Word{U"吉瓦时", "GWh"},
    Word{U"兆瓦时", "MWh"},
    Word{U"千瓦时", "kWh"},
    Word{U"吉瓦", "GW"},
    Word{U"兆瓦", "MW"},
    Word{U"千瓦", "kW"},
    Word{U"公里", "km"},
    Word{U"千米", "km"},
    Word{U"海里", "nmi"},
    Word{U"平方米", "m2"},
    Word{U"米", "m"},
    Word{U"吨", "t"},
    Word{U"公斤", "kg"},
    Word{U"千克", "kg"},
    Word{U"毫克", "mg"},
    Word{U"纳米", "nm"},
    Word{U"gwh", "GWh"},
    Word{U"mwh", "MWh"},
    Word{U"kwh", "kWh"},
    Word{U"gw", "GW"},
    Word{U"mw", "MW"},
    Word{U"megawatts", "MW"},
    Word{U"megawatt", "MW"},
    Word{U"gigawatts", "GW"},
    Word{U"gigawatt", "GW"},
    Word{U"kw", "kW"},
    Word{U"kilometres", "km"},
    Word{U"kilometers", "km"},
    Word{U"kilometre", "km"},
    Word{U"km", "km"},
    Word{U"metres", "m"},
    Word{U"meters", "m"},
    Word{U"metre", "m"},
    Word{U"meter", "m"},
    Word{U"nautical miles", "nmi"},
    Word{U"tonnes", "t"},
    Word{U"tons", "t"},
    Word{U"kg", "kg"},
    Word{U"mg", "mg"},
    Word{U"nm", "nm"},
    Word{U"m", "m"},
};

// What is counted: the number is a count and has no unit.
inline constexpr std::u32string_view kChineseCounters =
    U"名例位人款项家个台座艘套枚张所种条支户份株只次片剂辆架";

inline constexpr std::array<std::u32string_view, 12> kMonths = {
    U"january", U"february", U"march",     U"april",   U"may",      U"june",
    U"july",    U"august",   U"september", U"october", U"november", U"december"};

inline constexpr std::array<std::pair<std::u32string_view, Approximation>, 24> kBefore = {{
    {U"大约", event::v1::APPROXIMATION_ABOUT},
    {U"约为", event::v1::APPROXIMATION_ABOUT},
    {U"约", event::v1::APPROXIMATION_ABOUT},
    {U"将近", event::v1::APPROXIMATION_ABOUT},
    {U"近", event::v1::APPROXIMATION_ABOUT},
    {U"about", event::v1::APPROXIMATION_ABOUT},
    {U"around", event::v1::APPROXIMATION_ABOUT},
    {U"roughly", event::v1::APPROXIMATION_ABOUT},
    {U"nearly", event::v1::APPROXIMATION_ABOUT},
    {U"almost", event::v1::APPROXIMATION_ABOUT},
    {U"approximately", event::v1::APPROXIMATION_ABOUT},
    {U"some", event::v1::APPROXIMATION_ABOUT},
    {U"超过", event::v1::APPROXIMATION_OVER},
    {U"超", event::v1::APPROXIMATION_OVER},
    {U"逾", event::v1::APPROXIMATION_OVER},
    {U"高于", event::v1::APPROXIMATION_OVER},
    {U"more than", event::v1::APPROXIMATION_OVER},
    {U"over", event::v1::APPROXIMATION_OVER},
    {U"不足", event::v1::APPROXIMATION_UNDER},
    {U"不到", event::v1::APPROXIMATION_UNDER},
    {U"低于", event::v1::APPROXIMATION_UNDER},
    {U"less than", event::v1::APPROXIMATION_UNDER},
    {U"fewer than", event::v1::APPROXIMATION_UNDER},
    {U"under", event::v1::APPROXIMATION_UNDER},
}};

// What makes a number a bound that may itself be reached: neither the value nor over or under it.
// Some end like words of kBefore and say the opposite, such as 不超过.
inline constexpr std::array<std::u32string_view, 21> kBoundBefore = {
    U"不超过",       U"未超过",       U"不超",          U"不高于",       U"不低于",
    U"不少于",       U"至少",         U"至多",          U"最多",         U"最高",
    U"最低",         U"高达",         U"多达",          U"at least",     U"at most",
    U"up to",        U"no more than", U"not more than", U"no less than", U"no fewer than",
    U"not less than"};
inline constexpr std::array<std::u32string_view, 9> kBoundAfter = {
    U"以上",    U"及以上",  U"或以上",   U"以下",     U"以内",
    U"or more", U"or less", U"or fewer", U"or higher"};

}  // namespace sennight::summarization::number_words
