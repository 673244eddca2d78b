// Actions, ranks, authorities and places that reports of every field name. What is particular to
// a field stands in its topic.
#include "services/summarization/domain/concepts.h"

namespace sennight::summarization {
namespace {

using topic::v1::CONCEPT_CLASS_ACTION;
using topic::v1::CONCEPT_CLASS_ORGANIZATION;
using topic::v1::CONCEPT_CLASS_PLACE;
using topic::v1::CONCEPT_CLASS_RANK;
using topic::v1::CONCEPT_CLASS_REGULATOR;

constexpr GeneralConcept kGeneralConcepts[] = {
    // Decisions of authorities. The four with opposites are named in stories.cc.
    {"approve", CONCEPT_CLASS_ACTION, 1.0,
     "批准|获批|获批准|获批上市|批准上市|正式批准|获准上市|获准|放行|核准|获许可|颁发许可|准予|"
     "取得批件|approv*|green light|greenlight*|cleared|clears|clearance|authoriz*|authoris*|"
     "licensed for|grants marketing|gets nod|wins nod|permit granted|grants permit"},
    {"reject", CONCEPT_CLASS_ACTION, 1.0,
     "拒绝批准|不予批准|未获批准|未予批准|驳回|否决|拒批|完整回复函|reject*|declined to approve|"
     "declines to approve|refuse*|refusal|complete response letter|not approved|turned down|"
     "denied approval"},
    {"hold", CONCEPT_CLASS_ACTION, 1.0,
     "临床搁置|临床暂停|暂停临床|叫停|暂停试验|暂停运营|clinical hold|put on hold|halt*|suspend*|"
     "suspension"},
    {"withdraw", CONCEPT_CLASS_ACTION, 1.0,
     "撤市|撤回|撤销|退市|撤回申请|withdraw*|withdrew|revok*|pulled from the market"},
    {"recall", CONCEPT_CLASS_ACTION, 0.9, "召回|recall*"},
    {"ban", CONCEPT_CLASS_ACTION, 0.8, "禁止|禁令|封杀|banned|bans|ban on|prohibit*"},
    {"file", CONCEPT_CLASS_ACTION, 0.6,
     "上市申请|递交上市申请|提交上市申请|递交申请|提交申请|申请上市|注册申请|新药申请|报产|"
     "申报上市|报上市|"
     "递交|报批|marketing application|marketing authorization application|"
     "marketing authorisation application|new drug application|biologics license application|"
     "nda|bla|maa|submits|submitted|submission|filed|files for|filing"},
    {"accept", CONCEPT_CLASS_ACTION, 0.6,
     "受理|获受理|予以受理|获得受理|accepts|accepted|acceptance|accepts for review"},
    {"expedite", CONCEPT_CLASS_ACTION, 0.6,
     "优先审评|突破性治疗|突破性疗法|快速通道|孤儿药资格|优先审查|priority review|"
     "breakthrough therapy|fast track|orphan drug designation|rmat|accelerated review"},
    {"trial-permit", CONCEPT_CLASS_ACTION, 0.5,
     "获批临床|获批开展临床|获准开展临床|批准开展临床|临床试验获批|"
     "获批进入临床|ind获批|ind双批|默示许可|ind clearance|ind nod|ind approval|clearance of ind|"
     "clearance of its ind|clears ind|clinical green light|trial clearance|"
     "clearance for clinical trial*|clearance to initiate phase|clearance to initiate clinical|"
     "clearance to begin clinical|clearance to begin dosing|nod to begin clinical|"
     "green light for clinical trial*"},
    {"trial-filing", CONCEPT_CLASS_ACTION, 0.4,
     "临床试验申请|clinical trial application|ind application|investigational new drug"},
    {"policy", CONCEPT_CLASS_ACTION, 0.6,
     "指导原则|征求意见|意见稿|技术指南|管理办法|新规|条例|行动计划|实施方案|guidance|guideline*|"
     "draft rule|final rule|regulation takes effect|action plan|directive"},
    // Results.
    {"data", CONCEPT_CLASS_ACTION, 0.8,
     "数据公布|公布数据|临床数据|研究结果|结果公布|试验结果|关键数据|研究数据|缓解率|应答率|"
     "trial data|clinical data|topline|top line|readout|trial results|study results|"
     "phase 3 results|phase 2 results|positive results|promising results|interim results|response "
     "rate|data presented|pivotal data|results from"},
    {"publish", CONCEPT_CLASS_ACTION, 0.3,
     "发表于|在线发表|刊登|发表论文|published in|publishes in|study published"},
    {"test", CONCEPT_CLASS_ACTION, 0.5,
     "试验成功|试飞|测试完成|完成测试|试运行|点火试验|flight test|test flight|trial run|"
     "successful test|completes test*|sea trial*"},
    {"record", CONCEPT_CLASS_ACTION, 0.6,
     "创纪录|刷新纪录|打破纪录|创历史新高|sets record|set a record|record high|breaks record|"
     "world record"},
    // Business.
    {"acquire", CONCEPT_CLASS_ACTION, 0.7,
     "收购|并购|合并|acquir*|acquisition*|merger|merges|buyout|takeover"},
    {"license", CONCEPT_CLASS_ACTION, 0.7,
     "授权引进|独家许可|许可协议|授权协议|license agreement|licensing deal|licence agreement|"
     "exclusive license|out-licens*|in-licens*"},
    {"partner", CONCEPT_CLASS_ACTION, 0.5,
     "合作|签约|携手|战略合作|合作协议|partner*|collaborat*|alliance|memorandum of understanding|"
     "joint venture|teams up"},
    {"finance", CONCEPT_CLASS_ACTION, 0.6,
     "融资|募资|完成a轮|完成b轮|完成c轮|完成d轮|领投|注资|financing|raises|raised|funding round|"
     "series a|series b|series c|series d|funding"},
    {"ipo", CONCEPT_CLASS_ACTION, 0.6, "首次公开募股|递表|科创板上市|挂牌上市|ipo|goes public"},
    {"contract", CONCEPT_CLASS_ACTION, 0.5,
     "中标|订单|采购合同|签订合同|竞标|拍卖|awarded contract|wins contract|contract awarded|"
     "orders|tender|auction"},
    {"earnings", CONCEPT_CLASS_ACTION, 0.3,
     "财报|季报|半年报|年报|营收|净利润|quarterly results|earnings|revenue|net profit"},
    {"invest", CONCEPT_CLASS_ACTION, 0.5, "投资|建厂|扩产|invests|investment|to build a plant"},
    {"layoff", CONCEPT_CLASS_ACTION, 0.4, "裁员|关停|停产|layoff*|lays off|job cuts|shuts down"},
    // Coming into use.
    {"launch", CONCEPT_CLASS_ACTION, 0.5,
     "发布|推出|上线|上市销售|问世|发售|launch*|unveil*|rolls out|roll-out|introduces|releases"},
    {"open", CONCEPT_CLASS_ACTION, 0.4,
     "揭牌|开诊|开设|设立|开业|投产|投运|投入运行|投入运营|投入使用|开通|启用|落成|竣工|并网|成立|"
     "opens|opened|opening|inaugurat*|begins operation|began operation|enters operation|"
     "enters service|comes online|commission*|connected to the grid"},
    {"build", CONCEPT_CLASS_ACTION, 0.4,
     "开工|动工|奠基|开建|breaks ground|groundbreaking|construction begins|starts construction"},
    {"first-use", CONCEPT_CLASS_ACTION, 0.5,
     "开出|处方|首针|首例患者|首位患者|完成给药|给药|入组|接受治疗|用药|输注|prescription|"
     "prescrib*|first patient|dosed|begins dosing|starts dosing|first dose|first "
     "infusion|enrolled"},
    {"price", CONCEPT_CLASS_ACTION, 0.5, "定价|降价|涨价|价格|售价|pricing|price cut|price|priced"},
    {"reimburse", CONCEPT_CLASS_ACTION, 0.6,
     "医保|国谈|医保目录|惠民保|商保|reimburse*|national health insurance|nrdl"},
    {"present", CONCEPT_CLASS_ACTION, 0.2,
     "亮相|口头报告|入选|展示|showcase*|presents at|oral presentation|to present"},
    {"accident", CONCEPT_CLASS_ACTION, 0.9,
     "事故|起火|爆炸|泄漏|死亡病例|患者死亡|accident|explosion|caught fire|leak|patient death"},
    {"lawsuit", CONCEPT_CLASS_ACTION, 0.5,
     "诉讼|起诉|判决|和解|lawsuit|sues|sued|settlement|ruling"},
    // Claims of rank.
    {"rank-first", CONCEPT_CLASS_RANK, 0,
     "首个|首款|首张|首例|首家|首座|首艘|首次|首台|首条|首批|首位|首部|第一个|第一款|全球首个|"
     "全球首款|"
     "国内首个|国内首款|全国首个|世界首个|中国首个|我国首款|我国首个|first|first-ever|"
     "first-of-its-kind|world's first|nation's first"},
    {"rank-only", CONCEPT_CLASS_RANK, 0, "唯一|目前唯一|the only|only approved"},
    {"rank-largest", CONCEPT_CLASS_RANK, 0,
     "最大|全球最大|国内最大|largest|biggest|world's largest"},
    // Public authorities.
    {"fda", CONCEPT_CLASS_REGULATOR, 0,
     "fda|美国fda|美国食品药品监督管理局|美国食药监局|u.s. fda|us fda|food and drug administration|"
     "u.s. food and drug administration"},
    {"nmpa", CONCEPT_CLASS_REGULATOR, 0,
     "国家药监局|国家药品监督管理局|药监局|nmpa|cde|药审中心|药品审评中心|"
     "国家药监局药品审评中心|国家药品监督管理局药品审评中心|国家药监局药审中心|"
     "national medical products administration|center for drug evaluation"},
    {"ema", CONCEPT_CLASS_REGULATOR, 0,
     "ema|chmp|欧洲药品管理局|欧盟委员会|european medicines agency|european commission"},
    {"mhra", CONCEPT_CLASS_REGULATOR, 0, "mhra|英国药品和健康产品管理局"},
    {"pmda", CONCEPT_CLASS_REGULATOR, 0, "pmda|厚生劳动省|日本厚劳省"},
    {"nhc", CONCEPT_CLASS_REGULATOR, 0,
     "国家卫健委|国家卫生健康委|国家卫生健康委员会|卫健委|national health commission"},
    {"nhsa", CONCEPT_CLASS_REGULATOR, 0,
     "国家医保局|医保局|national healthcare security administration"},
    {"ndrc", CONCEPT_CLASS_REGULATOR, 0,
     "国家发展改革委|国家发改委|发改委|ndrc|national development and reform commission"},
    {"nea", CONCEPT_CLASS_REGULATOR, 0, "国家能源局|national energy administration"},
    {"miit", CONCEPT_CLASS_REGULATOR, 0,
     "工信部|工业和信息化部|miit|ministry of industry and information technology"},
    {"samr", CONCEPT_CLASS_REGULATOR, 0, "市场监管总局|samr"},
    {"most", CONCEPT_CLASS_REGULATOR, 0, "科技部|ministry of science and technology"},
    {"nnsa", CONCEPT_CLASS_REGULATOR, 0, "国家核安全局|national nuclear safety administration"},
    {"caac", CONCEPT_CLASS_REGULATOR, 0,
     "民航局|中国民航局|caac|civil aviation administration of china"},
    {"faa", CONCEPT_CLASS_REGULATOR, 0, "faa|美国联邦航空管理局|federal aviation administration"},
    {"sec", CONCEPT_CLASS_REGULATOR, 0, "美国证券交易委员会|securities and exchange commission"},
    {"csrc", CONCEPT_CLASS_REGULATOR, 0, "证监会|csrc"},
    {"ftc", CONCEPT_CLASS_REGULATOR, 0, "ftc|美国联邦贸易委员会|federal trade commission"},
    {"nrc", CONCEPT_CLASS_REGULATOR, 0, "nrc|美国核管理委员会|nuclear regulatory commission"},
    {"ferc", CONCEPT_CLASS_REGULATOR, 0, "ferc|federal energy regulatory commission"},
    {"ofgem", CONCEPT_CLASS_REGULATOR, 0, "ofgem"},
    // Organisations that reports of many fields name, in both languages.
    {"microsoft", CONCEPT_CLASS_ORGANIZATION, 0, "微软|microsoft"},
    {"google", CONCEPT_CLASS_ORGANIZATION, 0, "谷歌|google"},
    {"apple", CONCEPT_CLASS_ORGANIZATION, 0, "苹果公司|apple inc"},
    {"amazon", CONCEPT_CLASS_ORGANIZATION, 0, "亚马逊|amazon"},
    {"nvidia", CONCEPT_CLASS_ORGANIZATION, 0, "英伟达|nvidia"},
    {"intel", CONCEPT_CLASS_ORGANIZATION, 0, "英特尔|intel"},
    {"samsung", CONCEPT_CLASS_ORGANIZATION, 0, "三星|samsung"},
    {"tsmc", CONCEPT_CLASS_ORGANIZATION, 0, "台积电|tsmc"},
    {"tesla", CONCEPT_CLASS_ORGANIZATION, 0, "特斯拉|tesla"},
    {"huawei", CONCEPT_CLASS_ORGANIZATION, 0, "华为|huawei"},
    {"alibaba", CONCEPT_CLASS_ORGANIZATION, 0, "阿里巴巴|阿里云|alibaba"},
    {"tencent", CONCEPT_CLASS_ORGANIZATION, 0, "腾讯|tencent"},
    {"bytedance", CONCEPT_CLASS_ORGANIZATION, 0, "字节跳动|bytedance"},
    {"baidu", CONCEPT_CLASS_ORGANIZATION, 0, "百度|baidu"},
    {"boeing", CONCEPT_CLASS_ORGANIZATION, 0, "波音|boeing"},
    {"airbus", CONCEPT_CLASS_ORGANIZATION, 0, "空客|空中客车|airbus"},
    {"siemens", CONCEPT_CLASS_ORGANIZATION, 0, "西门子|siemens"},
    {"bayer", CONCEPT_CLASS_ORGANIZATION, 0, "拜耳|bayer"},
    {"pfizer", CONCEPT_CLASS_ORGANIZATION, 0, "辉瑞|pfizer"},
    {"roche", CONCEPT_CLASS_ORGANIZATION, 0, "罗氏|roche"},
    {"novartis", CONCEPT_CLASS_ORGANIZATION, 0, "诺华|novartis"},
    {"sanofi", CONCEPT_CLASS_ORGANIZATION, 0, "赛诺菲|sanofi"},
    {"astrazeneca", CONCEPT_CLASS_ORGANIZATION, 0, "阿斯利康|astrazeneca"},
    {"lilly", CONCEPT_CLASS_ORGANIZATION, 0, "礼来|eli lilly|lilly"},
    {"novo-nordisk", CONCEPT_CLASS_ORGANIZATION, 0, "诺和诺德|novo nordisk"},
    {"gsk", CONCEPT_CLASS_ORGANIZATION, 0, "葛兰素史克|gsk"},
    {"takeda", CONCEPT_CLASS_ORGANIZATION, 0, "武田|takeda"},
    // Places.
    {"china", CONCEPT_CLASS_PLACE, 0, "中国|我国|国产|国内|china|chinese"},
    {"usa", CONCEPT_CLASS_PLACE, 0, "美国|united states|u.s.|america|american"},
    {"eu", CONCEPT_CLASS_PLACE, 0, "欧盟|欧洲|european union|europe|european"},
    {"uk", CONCEPT_CLASS_PLACE, 0, "英国|united kingdom|u.k.|britain|british"},
    {"japan", CONCEPT_CLASS_PLACE, 0, "日本|japan|japanese"},
    {"korea", CONCEPT_CLASS_PLACE, 0, "韩国|south korea|korea|korean"},
    {"germany", CONCEPT_CLASS_PLACE, 0, "德国|germany|german"},
    {"france", CONCEPT_CLASS_PLACE, 0, "法国|france|french"},
    {"denmark", CONCEPT_CLASS_PLACE, 0, "丹麦|denmark|danish"},
    {"norway", CONCEPT_CLASS_PLACE, 0, "挪威|norway|norwegian"},
    {"netherlands", CONCEPT_CLASS_PLACE, 0, "荷兰|netherlands|dutch"},
    {"spain", CONCEPT_CLASS_PLACE, 0, "西班牙|spain|spanish"},
    {"australia", CONCEPT_CLASS_PLACE, 0, "澳大利亚|澳洲|australia|australian"},
    {"canada", CONCEPT_CLASS_PLACE, 0, "加拿大|canada|canadian"},
    {"india", CONCEPT_CLASS_PLACE, 0, "印度|india|indian"},
    {"brazil", CONCEPT_CLASS_PLACE, 0, "巴西|brazil|brazilian"},
    {"beijing", CONCEPT_CLASS_PLACE, 0, "北京|beijing"},
    {"shanghai", CONCEPT_CLASS_PLACE, 0, "上海|shanghai"},
    {"shenzhen", CONCEPT_CLASS_PLACE, 0, "深圳|shenzhen"},
    {"guangdong", CONCEPT_CLASS_PLACE, 0, "广东|guangdong|广州|guangzhou"},
    {"hubei", CONCEPT_CLASS_PLACE, 0, "湖北|hubei"},
    {"wuhan", CONCEPT_CLASS_PLACE, 0, "武汉|wuhan"},
    {"jiangsu", CONCEPT_CLASS_PLACE, 0, "江苏|jiangsu"},
    {"zhejiang", CONCEPT_CLASS_PLACE, 0, "浙江|zhejiang|杭州|hangzhou"},
    {"fujian", CONCEPT_CLASS_PLACE, 0, "福建|fujian"},
    {"shandong", CONCEPT_CLASS_PLACE, 0, "山东|shandong"},
    {"hainan", CONCEPT_CLASS_PLACE, 0, "海南|博鳌|hainan|boao"},
    {"sichuan", CONCEPT_CLASS_PLACE, 0, "四川|成都|sichuan|chengdu"},
    {"inner-mongolia", CONCEPT_CLASS_PLACE, 0, "内蒙古|inner mongolia"},
    {"xinjiang", CONCEPT_CLASS_PLACE, 0, "新疆|xinjiang"},
    {"qinghai", CONCEPT_CLASS_PLACE, 0, "青海|qinghai"},
    {"gansu", CONCEPT_CLASS_PLACE, 0, "甘肃|gansu"},
    {"hong-kong", CONCEPT_CLASS_PLACE, 0, "香港|hong kong"},
    {"taiwan", CONCEPT_CLASS_PLACE, 0, "台湾|taiwan"},
};

}  // namespace

std::span<const GeneralConcept> GeneralConcepts() { return kGeneralConcepts; }

}  // namespace sennight::summarization
