/** A value, in words that end the sentence "MIOeSIM answered with …". */
export type Kind = 'nothing' | 'text' | 'a number' | 'true or false' | 'a list' | 'an object';

/** Why a reply can't be read, in words that end the same sentence. */
export type Unreadable =
	| `${Kind} instead of ${'a list' | 'an object' | 'yes or no'}`
	| 'something other than requested'
	| 'a list of something other than requested'
	| 'a list without its entries'
	| 'data that is nested too deep'
	| 'an empty reply'
	| 'an HTML page'
	| 'JSON that is cut off or broken'
	| 'JSON that has too many levels or values'
	| 'a reply without a code'
	| 'a reply of more than 16 MB'
	| 'a reply that cannot be decompressed'
	| 'a login without a token'
	| 'an order without a number'
	| 'a destination without an ID'
	| 'no link to a PDF'
	| 'too many redirects'
	| 'a link that is not a web address'
	| 'a link to a private network address'
	| 'a file that is not a PDF'
	| 'a PDF of more than 20 MB'
	| 'a different order from the one requested'
	| 'a list of orders that is too long'
	| 'a list of orders that cannot be read';
