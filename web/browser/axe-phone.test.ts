import { describe } from 'vitest';
import { findNothingOn } from './axe';

describe('axe finds nothing on a phone', () => findNothingOn('phone'));
