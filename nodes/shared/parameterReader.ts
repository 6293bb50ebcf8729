import { ParameterReader as Reader } from './parameters/reader';

/** Names of before, until every call has moved. */
export class ParameterReader extends Reader {
	/** @deprecated use `choice` */
	oneOf<T extends string>(name: string, values?: readonly T[]): T;
	oneOf<T extends string>(name: string): T {
		return this.choice(name) as T;
	}

	/** @deprecated use `optionalText` */
	filter(name: string): string | null {
		return this.optionalText(name);
	}

	/** @deprecated use `date` */
	dateFilter(name: string) {
		return this.date(name);
	}

	/** @deprecated use `optionalText` */
	textOrEmpty(name: string): string | null {
		return this.optionalText(name);
	}

	/** @deprecated use `text` */
	numericId(name: string): string {
		return this.text(name);
	}

	/** @deprecated use `flag` */
	flagOrTrue(name: string): boolean {
		return this.flag(name);
	}

	override optionalInteger(name: string, minimum?: number, maximum?: number): number | null;
	override optionalInteger(name: string): number | null {
		return super.optionalInteger(name);
	}

	override integer(name: string, minimum?: number, maximum?: number): number;
	override integer(name: string): number {
		return super.integer(name);
	}

	override optionalNumber(name: string, minimum?: number): number | null;
	override optionalNumber(name: string): number | null {
		return super.optionalNumber(name);
	}
}
