import { Failure, type Outcome } from '../../mioesim/codes/failure';
import { inputFailure } from '../../mioesim/codes/failures';
import { redact } from '../../mioesim/redact';
import { Cancelled } from '../../mioesim/client/stop';

interface Text {
	meaning: string;
	resolution: string;
}

/** Texts for an execution that the user stopped, by what had happened to the item by then. */
const cancelled: Readonly<Record<Outcome, Text>> = {
	notExecuted: {
		meaning: 'The execution was stopped before this item was sent',
		resolution: 'Run it again for the remaining items',
	},
	unknown: {
		meaning: 'The execution was stopped while this item was in progress',
		resolution: 'Check in MIOeSIM whether it was carried out before you run it again',
	},
	executed: {
		meaning: 'The execution was stopped after this item was carried out',
		resolution: 'Do not run it again. MIOeSIM has the result',
	},
};

/** Texts for an error that no reply and no parameter explains: a bug in this package, or in n8n. */
const unexpected: Readonly<Record<Outcome, Text>> = {
	notExecuted: {
		meaning: 'The MIOeSIM node could not process this item',
		resolution: 'Nothing was bought, cancelled or emailed for it.',
	},
	unknown: {
		meaning: 'The MIOeSIM node could not finish this item',
		resolution: 'Check in MIOeSIM whether it was carried out before you run it again.',
	},
	executed: {
		meaning: 'This item was carried out, but the MIOeSIM node could not finish it',
		resolution: 'Do not run it again. MIOeSIM has the result.',
	},
};

/**
 * Turns anything thrown into a failure.
 *
 * @param happened what is known to have happened if the error is not a failure
 */
export function asFailure(error: unknown, happened: Outcome = 'notExecuted'): Failure {
	if (error instanceof Failure) return error;
	if (error instanceof Cancelled) {
		const { meaning, resolution } = cancelled[happened];
		return inputFailure(meaning, resolution, { outcome: happened });
	}
	const { meaning, resolution } = unexpected[happened];
	const said = redact(error instanceof Error ? error.message : String(error));
	return inputFailure(meaning, `${resolution} Report it with this text: ${said}`, {
		outcome: happened,
	});
}
