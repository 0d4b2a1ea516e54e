/** `1 lab`, `2 labs`. */
export const counted = (many: number, what: string): string => `${many} ${what}${many === 1 ? '' : 's'}`
