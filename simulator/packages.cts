/**
 * A package on sale, field for field as getPackages answers it.
 *
 * @typedef {object} Package
 * @property {number} priceid
 * @property {string} [apiCode] unique within its SKU only; may be missing
 * @property {number} flows data, by the day for a daypass
 * @property {'GB' | 'MB'} unit
 * @property {number} days
 * @property {number} price USD; by the day for a daypass
 * @property {0 | 1} flowType 0 renewable, 1 not
 * @property {0 | 1 | 2} supportDaypass
 * @property {number} minDay
 * @property {number} maxDay
 * @property {0 | 1} mustDate
 * @property {number} expireDays
 * @property {number} openCardFee USD
 * @property {string} showName
 * @property {string} premark
 * @property {{ type: string, operator: string, nameen: string }[]} networkDtoList
 *
 * @typedef {Partial<Package>} PackageSettings
 */

const FIXED_DAYS = [1, 3, 5, 7, 10, 15, 20, 30];
/** @type {[flows: number, unit: 'GB' | 'MB'][]} */
const VOLUMES = [
	[500, 'MB'],
	[1, 'GB'],
	[2, 'GB'],
	[3, 'GB'],
	[5, 'GB'],
	[10, 'GB'],
	[20, 'GB'],
];
const NETWORK_TYPES = ['LTE', '5G', '3G/LTE'];
const OPERATORS = ['Softbank', 'Orange', 'Vodafone', 'Telefonica', 'Airtel', 'MTN', 'Three'];
const PREMARK =
	'APN: plus.4g<br>Starts when the SIM connects to a supported network.<br>' +
	'Can be cancelled until it is installed.<br>Hotspot: yes<br>';

/** @param {number} amount @returns {number} whole cents */
const cents = (amount) => Math.round(amount * 100) / 100;

/**
 * @param {import('./random').Random} random
 * @param {string} country english name, for the networks
 */
const networks = (random, country) => [
	{ type: random.pick(NETWORK_TYPES), operator: random.pick(OPERATORS), nameen: country },
];

/**
 * A package with no oddity: fixed plan, renewable, starts on activation.
 *
 * @param {import('./random').Random} random
 * @param {string} prefix of the apiCode, `JP`
 * @param {string} country
 * @param {number} priceid
 * @param {PackageSettings} settings
 * @returns {Package}
 */
export function createPackage(random, prefix, country, priceid, settings) {
	const { flows = 1, unit = 'GB', days = 7 } = settings;
	const megabytes = unit === 'GB' ? flows * 1024 : flows;
	return {
		priceid,
		apiCode: `${prefix}-${flows}${unit}-${days}D-${priceid}`,
		flows,
		unit,
		days,
		price: cents(0.8 + megabytes / 900 + days * 0.12),
		flowType: 0,
		supportDaypass: 0,
		minDay: 0,
		maxDay: 0,
		mustDate: 0,
		expireDays: 0,
		openCardFee: 0,
		showName: `${country} ${flows}${unit} / ${days} ${days === 1 ? 'Day' : 'Days'}`,
		premark: PREMARK,
		networkDtoList: networks(random, country),
		...settings,
	};
}

/** @param {string} prefix @param {1 | 2} type @returns {PackageSettings} */
export const daypassSettings = (prefix, type) => ({
	apiCode: `${prefix}-1GB-?DAYPASS${type === 2 ? '-2' : ''}`,
	flows: 1,
	unit: 'GB',
	days: 1,
	price: type === 1 ? 1.25 : 1.9,
	supportDaypass: type,
	minDay: type === 1 ? 1 : 3,
	maxDay: type === 1 ? 30 : 60,
	openCardFee: type === 1 ? 0.5 : 0,
	showName: `1GB/Day, ${type === 1 ? '1-30' : '3-60'} days`,
});

/**
 * What a SKU sells: fixed plans of every volume and length, most of them, and one or two daypasses.
 *
 * @param {import('./random').Random} random
 * @param {string} prefix
 * @returns {PackageSettings[]}
 */
export function plansOf(random, prefix) {
	/** @type {PackageSettings[]} */
	const plans = [];
	for (const [flows, unit] of VOLUMES) {
		for (const days of FIXED_DAYS) {
			if (!random.chance(0.45)) continue;
			plans.push({
				flows,
				unit,
				days,
				flowType: random.chance(0.7) ? 0 : 1,
				expireDays: random.chance(0.2) ? random.pick([30, 90, 180]) : 0,
			});
		}
	}
	if (random.chance(0.8)) plans.push(daypassSettings(prefix, 1));
	if (random.chance(0.3)) plans.push(daypassSettings(prefix, 2));
	return plans;
}
