/**
 * The destinations on sale, by continent: ISO 3166 alpha-2, ISO 3166 numeric without leading zeros,
 * English name, Chinese name.
 */
export type Country = [iso2: string, numeric: number, english: string, chinese: string];

const TABLE = {
	Asia: `
		JP 392 Japan 日本; CN 156 China Mainland 中国; HK 344 Hong Kong 香港; MO 446 Macao 澳门;
		TW 158 Taiwan 台湾; KR 410 South Korea 韩国; TH 764 Thailand 泰国; VN 704 Vietnam 越南;
		SG 702 Singapore 新加坡; MY 458 Malaysia 马来西亚; ID 360 Indonesia 印尼; PH 608 Philippines 菲律宾;
		KH 116 Cambodia 柬埔寨; LA 418 Laos 老挝; MM 104 Myanmar 缅甸; BN 96 Brunei 文莱; IN 356 India 印度;
		NP 524 Nepal 尼泊尔; BD 50 Bangladesh 孟加拉国; LK 144 Sri Lanka 斯里兰卡; MV 462 Maldives 马尔代夫;
		PK 586 Pakistan 巴基斯坦; KZ 398 Kazakhstan 哈萨克斯坦; UZ 860 Uzbekistan 乌兹别克斯坦;
		KG 417 Kyrgyzstan 吉尔吉斯斯坦; TJ 762 Tajikistan 塔吉克斯坦; MN 496 Mongolia 蒙古;
		AE 784 United Arab Emirates 阿联酋; SA 682 Saudi Arabia 沙特阿拉伯; QA 634 Qatar 卡塔尔;
		KW 414 Kuwait 科威特; BH 48 Bahrain 巴林; OM 512 Oman 阿曼; IL 376 Israel 以色列; JO 400 Jordan 约旦;
		IQ 368 Iraq 伊拉克; TR 792 Turkey 土耳其; GE 268 Georgia 格鲁吉亚; AM 51 Armenia 亚美尼亚;
		AZ 31 Azerbaijan 阿塞拜疆
	`,
	Europe: `
		GB 826 United Kingdom 英国; FR 250 France 法国; DE 276 Germany 德国; IT 380 Italy 意大利;
		ES 724 Spain 西班牙; PT 620 Portugal 葡萄牙; NL 528 Netherlands 荷兰; BE 56 Belgium 比利时;
		LU 442 Luxembourg 卢森堡; CH 756 Switzerland 瑞士; AT 40 Austria 奥地利; IE 372 Ireland 爱尔兰;
		DK 208 Denmark 丹麦; SE 752 Sweden 瑞典; NO 578 Norway 挪威; FI 246 Finland 芬兰; IS 352 Iceland 冰岛;
		PL 616 Poland 波兰; CZ 203 Czech Republic 捷克; SK 703 Slovakia 斯洛伐克; HU 348 Hungary 匈牙利;
		RO 642 Romania 罗马尼亚; BG 100 Bulgaria 保加利亚; GR 300 Greece 希腊; HR 191 Croatia 克罗地亚;
		SI 705 Slovenia 斯洛文尼亚; RS 688 Serbia 塞尔维亚; BA 70 Bosnia and Herzegovina 波黑;
		ME 499 Montenegro 黑山; MK 807 North Macedonia 北马其顿; AL 8 Albania 阿尔巴尼亚; EE 233 Estonia 爱沙尼亚;
		LV 428 Latvia 拉脱维亚; LT 440 Lithuania 立陶宛; UA 804 Ukraine 乌克兰; MD 498 Moldova 摩尔多瓦;
		BY 112 Belarus 白俄罗斯; RU 643 Russia 俄罗斯; MT 470 Malta 马耳他; CY 196 Cyprus 塞浦路斯;
		LI 438 Liechtenstein 列支敦士登; MC 492 Monaco 摩纳哥; SM 674 San Marino 圣马力诺; VA 336 Vatican 梵蒂冈;
		AD 20 Andorra 安道尔; GI 292 Gibraltar 直布罗陀; FO 234 Faroe Islands 法罗群岛; JE 832 Jersey 泽西;
		GG 831 Guernsey 根西; IM 833 Isle of Man 马恩岛
	`,
	Africa: `
		EG 818 Egypt 埃及; MA 504 Morocco 摩洛哥; TN 788 Tunisia 突尼斯; DZ 12 Algeria 阿尔及利亚;
		ZA 710 South Africa 南非; KE 404 Kenya 肯尼亚; TZ 834 Tanzania 坦桑尼亚; UG 800 Uganda 乌干达;
		RW 646 Rwanda 卢旺达; ET 231 Ethiopia 埃塞俄比亚; GH 288 Ghana 加纳; NG 566 Nigeria 尼日利亚;
		SN 686 Senegal 塞内加尔; CI 384 Cote d'Ivoire 科特迪瓦; CM 120 Cameroon 喀麦隆; GA 266 Gabon 加蓬;
		CG 178 Congo 刚果（布）; CD 180 DR Congo 刚果（金）; ZM 894 Zambia 赞比亚; ZW 716 Zimbabwe 津巴布韦;
		BW 72 Botswana 博茨瓦纳; NA 516 Namibia 纳米比亚; MZ 508 Mozambique 莫桑比克; MG 450 Madagascar 马达加斯加;
		MU 480 Mauritius 毛里求斯; RE 638 Reunion 留尼汪; SC 690 Seychelles 塞舌尔; MW 454 Malawi 马拉维
	`,
	LatinAmerica: `
		MX 484 Mexico 墨西哥; BR 76 Brazil 巴西; AR 32 Argentina 阿根廷; CL 152 Chile 智利; PE 604 Peru 秘鲁;
		CO 170 Colombia 哥伦比亚; EC 218 Ecuador 厄瓜多尔; BO 68 Bolivia 玻利维亚; PY 600 Paraguay 巴拉圭;
		UY 858 Uruguay 乌拉圭; VE 862 Venezuela 委内瑞拉; CR 188 Costa Rica 哥斯达黎加; PA 591 Panama 巴拿马;
		GT 320 Guatemala 危地马拉; HN 340 Honduras 洪都拉斯; NI 558 Nicaragua 尼加拉瓜; SV 222 El Salvador 萨尔瓦多;
		DO 214 Dominican Republic 多米尼加; JM 388 Jamaica 牙买加; HT 332 Haiti 海地; PR 630 Puerto Rico 波多黎各;
		BS 44 Bahamas 巴哈马; BB 52 Barbados 巴巴多斯; TT 780 Trinidad and Tobago 特立尼达和多巴哥;
		GY 328 Guyana 圭亚那; SR 740 Suriname 苏里南; GF 254 French Guiana 法属圭亚那; MQ 474 Martinique 马提尼克;
		GP 312 Guadeloupe 瓜德罗普; AW 533 Aruba 阿鲁巴; CW 531 Curacao 库拉索
	`,
	NorthAmerica: `
		US 840 United States 美国; CA 124 Canada 加拿大; BM 60 Bermuda 百慕大; GL 304 Greenland 格陵兰
	`,
	Oceania: `
		AU 36 Australia 澳大利亚; NZ 554 New Zealand 新西兰; FJ 242 Fiji 斐济;
		PG 598 Papua New Guinea 巴布亚新几内亚; NC 540 New Caledonia 新喀里多尼亚;
		PF 258 French Polynesia 法属波利尼西亚; WS 882 Samoa 萨摩亚; VU 548 Vanuatu 瓦努阿图; GU 316 Guam 关岛
	`,
};

const countriesOf = (rows: string): Country[] =>
	rows
		.trim()
		.split(/;\s*/)
		.map((row) => {
			const [, iso2, numeric, english, chinese] = /^(\w\w) (\d+) (.+) (\S+)$/.exec(row) ?? [];
			return [iso2, Number(numeric), english, chinese];
		});

export const COUNTRIES: Record<string, Country[]> = Object.fromEntries(
	Object.entries(TABLE).map(([continent, rows]) => [continent, countriesOf(rows)]),
);
