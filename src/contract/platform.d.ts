// What Node and browsers both have and the contract only passes on: it is checked without the types of either.
interface AbortSignal {}
