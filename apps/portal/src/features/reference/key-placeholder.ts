/** Stands where a key goes in samples. */
export const keyPlaceholder = 'YOUR_API_KEY'
