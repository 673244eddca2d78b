#include "services/rendering/domain/web_style.h"

namespace sennight::rendering {

constinit const Literal kScreenStyle = R"css(
:root{--paper:#fbfaf6;--card:#fff;--ink:#1b2422;--mute:#5b6764;--line:#e2e4dd;--warm:#9a4a12;--warmbg:#fcf1e6;
--serif:"Source Han Serif SC","Noto Serif CJK SC","Songti SC",STSong,Georgia,serif;
--sans:"PingFang SC","Source Han Sans SC","Noto Sans CJK SC","Microsoft YaHei",system-ui,sans-serif;
--num:"Inter","Helvetica Neue",Arial,var(--sans)}
:root:lang(en){--serif:"Source Serif 4","Source Serif Pro","Noto Serif CJK SC",Georgia,serif;
--sans:"Source Sans 3","Inter",-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,"Noto Sans CJK SC",sans-serif}
@media (prefers-color-scheme:dark){:root{--paper:#141a19;--card:#1b2322;--ink:#e7ece9;--mute:#9fb0ab;--line:#2c3735;--warm:#e9a874;--warmbg:#2d241b}}
*{box-sizing:border-box}
html{-webkit-text-size-adjust:100%;text-size-adjust:100%;scroll-behavior:smooth;scroll-padding-top:16px}
body{margin:0;background:var(--paper);color:var(--ink);font:17px/1.85 var(--sans);text-autospace:normal;text-spacing-trim:trim-start;line-break:strict;overflow-wrap:anywhere}
:root:lang(en) body{line-height:1.68}
h1,h2,h3,p,ol,ul,dl,dd{margin:0;padding:0}
ol,ul{list-style:none}
h1,h2,h3,.headline{word-break:keep-all;overflow-wrap:anywhere;text-wrap:balance}
a{color:var(--accent);text-decoration-thickness:1px;text-underline-offset:3px}
a:focus-visible{outline:3px solid var(--accent);outline-offset:2px;border-radius:3px}
time,.n,.no,.v,.nums b,.key b{font-variant-numeric:tabular-nums}
.word{white-space:nowrap}
.hear{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
.skip{position:absolute;left:-999px}
.skip:focus{left:12px;top:12px;background:var(--card);padding:8px 14px;z-index:9}
.page{max-width:1080px;margin:0 auto;padding:0 24px}
.chip{display:inline-block;font-size:12px;line-height:1.5;padding:1px 9px;border:1px solid var(--edge);border-radius:99px;color:var(--accent);font-weight:500}
sup.c{font:600 11px/1 var(--num);vertical-align:super;margin-left:2px;white-space:nowrap}
sup.c a{text-decoration:none;padding:3px 1px}
sup.c a:hover{text-decoration:underline}
:target{animation:none;background:var(--soft);border-radius:4px}
section.story:target{background:none}

.bar{border-bottom:1px solid var(--line)}
.bar .page{display:flex;align-items:center;gap:12px;min-height:60px;padding-top:8px;padding-bottom:8px;font-size:14px;line-height:1.5}
.mark7{flex:none;color:var(--accent)}
.bar .name{color:var(--ink);font-weight:700;letter-spacing:.04em;text-decoration:none}
.bar .tag{color:var(--mute)}

.hero{padding:50px 0 26px}
.kick{font:600 13px/1.5 var(--num);letter-spacing:.1em;color:var(--accent);margin:0 0 14px}
.kick span+span::before{content:"/";margin:0 .8em;opacity:.5}
h1{font:900 44px/1.3 var(--serif);margin:0 0 18px;max-width:22em}
:root:lang(en) h1{font-size:42px;line-height:1.2;letter-spacing:-.01em}
.dek{font-size:19px;line-height:1.75;color:var(--mute);max-width:42em;margin:0 0 20px}
.meta{display:flex;flex-wrap:wrap;gap:4px 18px;font-size:14px;color:var(--mute)}

.week{border-top:1px solid var(--line);border-bottom:1px solid var(--line);padding:12px 0 14px}
.legend{display:flex;justify-content:flex-end;gap:20px;font-size:12px;line-height:1.6;margin:0 0 6px}
.legend span::before{content:"";display:inline-block;width:10px;height:10px;border-radius:50%;margin-right:6px;vertical-align:-1px;background:var(--accent)}
.legend .now{color:var(--accent)}
.legend .late{color:var(--warm)}
.legend .late::before{background:none;border:3px solid var(--warm)}
.days{display:grid;grid-auto-flow:column;grid-auto-columns:minmax(0,1fr)}
.days li{text-align:center;font-size:12.5px;line-height:1.45;color:var(--mute)}
.axis{display:block;position:relative;height:30px;margin:0 0 6px}
.in .axis{background:var(--soft)}
.in.first .axis{border-radius:15px 0 0 15px}
.in.last .axis{border-radius:0 15px 15px 0}
.in.first.last .axis{border-radius:15px}
.axis::before{content:"";position:absolute;left:0;right:0;top:14px;height:2px;background:var(--line)}
.in .axis::before{background:var(--edge);opacity:.55}
.days li:first-child .axis::before{left:50%}
.days li:last-child .axis::before{right:50%}
.join .axis::after{content:"";position:absolute;left:50%;width:100%;top:13px;height:4px;background:var(--accent);z-index:1;opacity:.4}
.join.out .axis::after{background:var(--warm)}
.dot{position:absolute;left:50%;top:15px;width:6px;height:6px;margin:-3px 0 0 -3px;border-radius:50%;background:var(--line);z-index:2}
.in .dot{background:var(--edge)}
.days .dot.on,.days .dot.late{width:16px;height:16px;margin:-8px 0 0 -8px;background:var(--accent)}
.days .dot.late{background:var(--paper);border:4px solid var(--warm)}
.wd{margin-left:5px;opacity:.8}
.many .wd{display:none}
.mark{display:block;margin:7px 3px 0;color:var(--ink);font-size:13px;line-height:1.4;font-weight:600;text-decoration:none}
.mark:hover{color:var(--accent)}
.mark b{display:inline-block;min-width:17px;height:17px;padding:0 3px;margin-right:4px;border-radius:9px;font:700 11px/17px var(--num);background:var(--accent);color:var(--paper)}
.mark.late b{background:none;color:var(--warm);box-shadow:inset 0 0 0 1.5px var(--warm)}
.mark.late{color:var(--warm)}

.body{padding:32px 320px 8px 0}
.body::after{content:"";display:block;clear:both}
.side{float:right;clear:right;width:264px;margin-right:-320px;font-size:14px;line-height:1.6}
.rail{margin-bottom:36px}
.rail h2,.from .label{font:600 13px/1.5 var(--sans);letter-spacing:.08em;color:var(--mute);margin:0 0 4px}
.rail a{display:block;color:var(--ink);text-decoration:none}
.rail a:hover{color:var(--accent)}
.rail nav{margin-top:26px}
.rail li+li{border-top:1px solid var(--line)}
.key li{padding:9px 0 10px}
.key b{display:block;overflow-wrap:normal;font:800 32px/1.2 var(--num);letter-spacing:-.02em;color:var(--accent)}
.key small,.figures small{font-size:12px;line-height:1.5;color:var(--mute)}
.key small{margin-left:8px}
.rail nav a{display:grid;grid-template-columns:22px 1fr;padding:7px 0}
.rail nav .n{color:var(--accent);font:600 13px/1.75 var(--num)}

.glance{background:var(--card);border:1px solid var(--line);border-radius:14px;padding:22px 28px 10px;margin:0 0 40px}
.glance h2{font:700 15px/1.5 var(--sans);letter-spacing:.08em;color:var(--accent)}
.glance li{display:grid;grid-template-columns:30px 1fr auto;gap:4px 10px;align-items:baseline;padding:11px 0}
.glance li+li{border-top:1px solid var(--line)}
.glance .n{font:700 20px/1 var(--num);color:var(--accent)}
.glance a{color:var(--ink);text-decoration:none}
.glance a,.glance li>span:nth-child(2):not(.chip){font-weight:600;line-height:1.6}
.glance a:hover{color:var(--accent)}

.story{padding:0 0 34px;margin:0 0 34px;border-bottom:1px solid var(--line)}
.head{display:grid;grid-template-columns:auto minmax(0,1fr);gap:0 18px;margin:0 0 14px}
.no{font:800 46px/1 var(--num);color:var(--accent);letter-spacing:-.03em;padding-top:3px}
h2{font:800 20px/1.45 var(--serif)}
.story h2{font-size:27px;line-height:1.42}
:root:lang(en) .story h2{line-height:1.28}
.facts{display:flex;flex-wrap:wrap;gap:4px 14px;align-items:center;font-size:14px;line-height:1.6;color:var(--mute);margin:8px 0 0}
.subject{font-weight:500}
.headline{font:700 19px/1.6 var(--serif);margin:0 0 10px}
.lead{margin:0}
.side.from{border-top:2px solid var(--edge);padding:8px 0 0;margin-top:8px;margin-bottom:26px}
.from li{display:grid;grid-template-columns:auto 1fr;gap:0 8px;padding:3px 0}
.from .n{font:600 12px/1.9 var(--num);text-decoration:none}
.from small{display:block;font-size:12px;line-height:1.4;color:var(--mute)}
.from>p{color:var(--mute)}

.figures{margin:20px 0 0;padding:18px 22px 14px;background:var(--card);border:1px solid var(--line);border-radius:12px}
.bars li{display:grid;grid-template-columns:minmax(7em,30%) 1fr;gap:0 18px;align-items:center}
.bars li+li{margin-top:12px}
.figures .label{font-size:15px;line-height:1.45}
.bars .label small{display:block}
.share{display:grid;grid-template-columns:1fr auto;gap:0 16px;align-items:center}
.track{height:16px;border-radius:4px;background:var(--soft);overflow:hidden}
.track i{display:block;height:100%;background:var(--accent);border-radius:4px}
.v{text-align:right;min-width:4.2em}
.v b,.nums b{display:block;overflow-wrap:normal;font:700 20px/1.25 var(--num)}
.v small{display:block}
.bars+.nums{margin-top:16px;padding-top:14px;border-top:1px solid var(--line)}
.nums{display:grid;grid-template-columns:repeat(auto-fill,minmax(150px,1fr));gap:14px 22px}
.nums li{display:flex;flex-direction:column}
.nums b{order:-1;font-size:24px;color:var(--accent)}
.nums .label{color:var(--mute);font-size:14px}
.basis{margin:10px 0 0;font-size:12.5px;line-height:1.6;color:var(--mute)}

.points{margin:20px 0 0;display:grid;gap:12px}
.points li{display:grid;grid-template-columns:84px minmax(0,1fr);gap:0 14px;border-left:3px solid var(--accent);padding:1px 0 1px 16px}
.points b{color:var(--accent);font-weight:700}
:root:lang(en) .points li{grid-template-columns:122px minmax(0,1fr)}

.conflict{margin:20px 0 0;border:1px solid var(--warm);border-radius:12px;padding:14px 20px 12px;font-size:15.5px;line-height:1.75}
.conflict b{color:var(--warm)}
.conflict ul{display:grid;grid-template-columns:repeat(auto-fit,minmax(210px,1fr));gap:8px 0;margin-top:6px}
.conflict li{padding:0 18px}
.conflict li:first-child{padding-left:0}
.conflict li+li{border-left:1px dashed var(--warm)}
.note{margin:16px 0 0;padding:0 0 0 14px;border-left:3px solid var(--line);font-size:14px;line-height:1.7;color:var(--mute)}
.note b{margin-right:.4em;color:var(--ink)}
.note.late{border-left:0;border-radius:8px;padding:7px 13px;color:var(--warm);background:var(--warmbg)}
.note.late b{color:var(--warm)}
.more{margin:14px 0 0;font-size:14px;line-height:1.6;color:var(--mute)}

.cards{display:grid;grid-template-columns:repeat(2,minmax(0,1fr));gap:16px}
.card{background:var(--card);border:1px solid var(--line);border-top:3px solid var(--accent);border-radius:4px 4px 12px 12px;padding:18px 20px 20px;font-size:15.5px;line-height:1.8}
.card:last-child:nth-child(odd){grid-column:1/-1}
.card h3{font:800 19px/1.5 var(--serif)}
.card .facts{margin:4px 0 10px;font-size:13px}
.card .points li,:root:lang(en) .card .points li{grid-template-columns:minmax(0,1fr);padding-left:13px}
.card .figures{padding:14px 16px 12px;background:none}
.card .bars li{grid-template-columns:minmax(0,1fr)}
.card .nums{grid-template-columns:repeat(auto-fill,minmax(120px,1fr))}
.card .conflict{padding:12px 16px}
.card .conflict ul{grid-template-columns:minmax(0,1fr)}
.card .conflict li{padding:0}
.card .conflict li+li{border-left:0;border-top:1px dashed var(--warm);padding-top:8px}

.brief{margin:0 0 34px}
.brief h2,.refs h2{margin:0 0 6px}
.brief li{display:grid;grid-template-columns:52px minmax(0,1fr) auto;gap:0 12px;align-items:baseline;padding:9px 0;font-size:15.5px;line-height:1.75}
.brief li+li,.refs li+li{border-top:1px solid var(--line)}
.when{font:600 13px/1.6 var(--num);color:var(--mute)}
.closing{background:var(--soft);border-radius:14px;padding:24px 30px 26px;margin:0 0 40px}
.closing h2{margin:0 0 6px}
.refs{font-size:14.5px;line-height:1.65}
.refs li{display:grid;grid-template-columns:40px minmax(0,1fr);padding:11px 0}
.refs li>.n{font:600 13px/1.85 var(--num);color:var(--accent)}
.who{display:flex;flex-wrap:wrap;gap:2px 12px;align-items:center;font-size:13px;color:var(--mute);margin:3px 0 0}
.back a{display:inline-block;min-width:15px;text-align:center;text-decoration:none;font-weight:600}
.back a:hover{text-decoration:underline}
.url{font:12.5px/1.5 var(--num);color:var(--mute);word-break:break-all;margin:3px 0 0}

footer{margin-top:40px;border-top:1px solid var(--line);padding:30px 0 48px;font-size:13.5px;line-height:1.8;color:var(--mute)}
footer .page{display:grid;grid-template-columns:repeat(2,minmax(0,1fr));gap:24px 56px}
footer h2{font:600 13px/1.5 var(--sans);letter-spacing:.08em;margin:0 0 6px}
footer p+p{margin-top:6px}
.checks li:last-child{word-break:break-all}
.sign{grid-column:1/-1;display:flex;flex-wrap:wrap;gap:4px 12px;align-items:center;border-top:1px solid var(--line);padding-top:18px}
.sign b{color:var(--ink)}
)css";

constinit const Literal kNarrowStyle = R"css(
@media (max-width:960px){
.body{padding-right:0}
.side{float:none;width:auto;margin-right:0}
.body{display:flex;flex-direction:column}
.body>*{order:3}.body>.glance{order:1}.body>.rail{order:2}
.rail{margin:0 0 34px}
.rail nav{display:none}
.key ul{display:grid;grid-template-columns:repeat(3,minmax(0,1fr));gap:0 16px}
.rail .key li{border-top:1px solid var(--line)}
.story{display:flex;flex-direction:column}
.story>*{order:1;min-width:0}
.story>.from{order:2;margin:18px 0 0;border-top-width:1px}
.from ul{display:flex;flex-wrap:wrap;gap:0 20px}
.from small{display:none}
.from .label{display:none}
}
@media (max-width:640px){
.page{padding:0 20px}
.hero{padding:28px 0 20px}
h1,:root:lang(en) h1{font-size:30px;line-height:1.32}
.dek{font-size:16.5px}
.bar .tag{display:none}
.wd{display:none}
.days li{font-size:11px;letter-spacing:-.02em}
.mark{margin:6px 0 0}
.mark b{margin:0;min-width:22px;height:22px;border-radius:11px;font-size:12px;line-height:22px}
.mark span{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
.many li:nth-child(even) time{visibility:hidden}
.body{padding-top:22px}
.glance{padding:16px 18px 6px;margin-bottom:26px}
.glance li{grid-template-columns:24px minmax(0,1fr)}
.glance .chip{grid-column:2;justify-self:start}
.key b{font-size:23px}
.days time{display:block;width:min-content;margin:0 auto}
.key small{display:block;margin:0}
.head{gap:0 12px}
.no{font-size:32px;padding-top:2px}
.story h2{font-size:21px}
.story{padding-bottom:26px;margin-bottom:26px}
.figures{padding:14px 16px 12px}
.bars li{grid-template-columns:minmax(0,1fr);gap:4px}
.points li,:root:lang(en) .points li{grid-template-columns:minmax(0,1fr);padding-left:13px}
.cards{grid-template-columns:minmax(0,1fr)}
.conflict ul{grid-template-columns:minmax(0,1fr)}
.conflict li{padding:0}
.conflict li+li{border-left:0;border-top:1px dashed var(--warm);padding-top:8px}
.brief li{grid-template-columns:46px minmax(0,1fr)}
.brief .chip{grid-column:2;justify-self:start;margin-top:3px}
.closing{padding:18px 20px 20px}
.refs li{grid-template-columns:34px minmax(0,1fr)}
footer .page{grid-template-columns:minmax(0,1fr)}
}
)css";

constinit const Literal kPrintStyle = R"css(
@media print{
@page{size:A4;margin:17mm 17mm 18mm}
:root{--paper:#fff;--card:#fff;--ink:#111;--mute:#444;--line:#ccc;--soft:#f1f5f4;--warm:#7a3a0e;--warmbg:#fff}
body{font-size:10.5pt;line-height:1.7}
.page{max-width:none;padding:0}
.skip,.rail nav,.bar .tag,.back{display:none}
.bar .page{min-height:0;padding:0 0 6pt}
.hero{padding:12pt 0 10pt}
h1,:root:lang(en) h1{font-size:23pt}
.dek{font-size:12pt;max-width:none;margin-bottom:8pt}
.body{padding:14pt 0 0;display:block}
.side{float:none;width:auto;margin:0}
.rail{margin:0 0 12pt}
.key ul{display:grid;grid-template-columns:repeat(3,minmax(0,1fr));gap:0 14pt}
.key b{font-size:18pt}
.glance{margin-bottom:14pt;padding:10pt 14pt 4pt}
.glance li{padding:5pt 0}
.story{display:flex;flex-direction:column;padding-bottom:12pt;margin-bottom:12pt}
.story>*{order:1}
.story>.from{order:2;margin:8pt 0 0;border-top-width:1px;padding-top:4pt}
.from .label,.from small{display:none}
.from ul{display:flex;flex-wrap:wrap;gap:0 14pt}
.story h2{font-size:15pt}
.no{font-size:24pt}
.headline{font-size:12pt}
.card{font-size:10pt}
.track,.in .axis,.dot,.mark b,.track i,.closing{print-color-adjust:exact;-webkit-print-color-adjust:exact}
h1,h2,h3,.head,.label{break-after:avoid}
.figures,.card,.points li,.conflict,.note,.refs li,.brief li,.glance,.closing,.week{break-inside:avoid}
p{orphans:2;widows:2}
a{color:inherit;text-decoration:none}
sup.c a,.n{color:var(--accent)}
footer{margin-top:14pt;padding:10pt 0 0;font-size:8.5pt}
}
)css";

}  // namespace sennight::rendering
