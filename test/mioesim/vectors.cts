/** The signature vectors of docs/api.md, section 3: parameters, raw digest, encoded digest. */

export const SECRET = '1234567890qwertyuiopasdfghjklzxc';
export const token = '29281-9EFE5E410BEF5300DD15E3830BD65601';
const refund = { iccids: '934801019851134300', orderNum: 'EP20240124000013', token };
const month = '2024/12/01-2024/12/31';

export type Vector = [parameters: Record<string, string>, raw: string, encoded: string];

export const vectors: Vector[] = [
	[
		{ phonenumber: '13800000000', password: 'mypassword' },
		'9d3017ea1ffa8e5df1839a5bef2f4da4',
		'AB0603942871EFEC83C327DA614E644F',
	],
	[{ token }, '72d335e8b2aa3561f5c7837a80cc8cf0', '6EAD091F44FC271AB9F1DA11A8F1419D'],
	[{ token, skuId: '45' }, 'b6bd42f3ccc776b8d71b287e02dc87ae', '55B970DD36436C756783330D0A6B6495'],
	[
		{ token, skuId: '45', priceId: '441', count: '1', backInfo: '1' },
		'17f99f6d2e39e54d1a73be92d7cfb958',
		'546B2324F8F96BB44271F34F483D6C35',
	],
	[
		{ token, skuId: '45', priceId: '441', count: '1', beginDate: '01/31/2026' },
		'3068a72b5584c1f3a162b418a6adbbf5',
		'4CC92B4662F550CF6E00A345E7DE79DD',
	],
	[
		{ ...refund, remark: '测试' },
		'f79d5763e300c19c77eb8dad675313ba',
		'D9AB74262FBF5C2A00783FD0268499C4',
	],
	[
		{ ...refund, remark: "O'Brien (2*1)!~" },
		'cf95e096467ac82a79510d112cc4306f',
		'9B39E8DEC6F67BC4215AF2D4D9D8CB4C',
	],
	[
		{ token, subTime: month, status: '0', sTime: month, pageSize: '30', pageNo: '1' },
		'f0ff74cbe1766c01a4f801a54e1ec4b7',
		'6BFBC131708EBF6236C270BB2B23886F',
	],
];
