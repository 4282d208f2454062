/*
 * The tests of NIST's Public Key Interoperability Test Suite (PKITS 1.0.1, 2011) and what is expected of each, in the
 * order of its test description. Sections carry its numbers; the end-entity certificate has the name of the test unless
 * another is given; what a title calls valid or invalid is so with the default settings.
 */

/** One way of running a test: the inputs of RFC 5280 §6.1.1 that differ from the default, and the outcome. */
export interface PkitsRun {
  readonly valid: boolean;
  /** The user-initial-policy-set: numbers of NIST's test policies. */
  readonly policies?: readonly number[];
  readonly requirePolicy?: boolean;
  readonly inhibitPolicyMapping?: boolean;
  readonly inhibitAnyPolicy?: boolean;
}

/** One test. */
export interface PkitsCase {
  /** `4.8.1` */
  readonly section: string;
  readonly title: string;
  /** The end-entity certificate, without `EE.crt`. */
  readonly leaf: string;
  readonly runs: readonly PkitsRun[];
}

type Row = readonly [title: string, runs?: readonly PkitsRun[], leaf?: string];

const ok = (inputs: Omit<PkitsRun, 'valid'> = {}): PkitsRun => ({ valid: true, ...inputs });
const no = (inputs: Omit<PkitsRun, 'valid'> = {}): PkitsRun => ({ valid: false, ...inputs });
const only = (...policies: number[]) => ({ policies });
const explicit = { requirePolicy: true };

const sections: readonly (readonly [number: string, rows: readonly Row[]])[] = [
  [
    '4.1',
    [
      ['Valid Signatures Test1', undefined, 'ValidCertificatePathTest1'],
      ['Invalid CA Signature Test2'],
      ['Invalid EE Signature Test3'],
      ['Valid DSA Signatures Test4'],
      ['Valid DSA Parameter Inheritance Test5'],
      ['Invalid DSA Signature Test6'],
    ],
  ],
  [
    '4.2',
    [
      ['Invalid CA notBefore Date Test1'],
      ['Invalid EE notBefore Date Test2'],
      ['Valid pre2000 UTC notBefore Date Test3'],
      ['Valid GeneralizedTime notBefore Date Test4'],
      ['Invalid CA notAfter Date Test5'],
      ['Invalid EE notAfter Date Test6'],
      ['Invalid pre2000 UTC EE notAfter Date Test7'],
      ['Valid GeneralizedTime notAfter Date Test8'],
    ],
  ],
  [
    '4.3',
    [
      ['Invalid Name Chaining EE Test1', undefined, 'InvalidNameChainingTest1'],
      ['Invalid Name Chaining Order Test2'],
      ['Valid Name Chaining Whitespace Test3'],
      ['Valid Name Chaining Whitespace Test4'],
      ['Valid Name Chaining Capitalization Test5'],
      ['Valid Name Chaining UIDs Test6', undefined, 'ValidNameUIDsTest6'],
      ['Valid RFC3280 Mandatory Attribute Types Test7'],
      ['Valid RFC3280 Optional Attribute Types Test8'],
      ['Valid UTF8String Encoded Names Test9'],
      ['Valid Rollover from PrintableString to UTF8String Test10'],
      ['Valid UTF8String Case Insensitive Match Test11'],
    ],
  ],
  [
    '4.4',
    [
      ['Invalid Missing CRL Test1'],
      ['Invalid Revoked CA Test2'],
      ['Invalid Revoked EE Test3'],
      ['Invalid Bad CRL Signature Test4'],
      ['Invalid Bad CRL Issuer Name Test5'],
      ['Invalid Wrong CRL Test6'],
      ['Valid Two CRLs Test7'],
      ['Invalid Unknown CRL Entry Extension Test8'],
      ['Invalid Unknown CRL Extension Test9'],
      ['Invalid Unknown CRL Extension Test10'],
      ['Invalid Old CRL nextUpdate Test11'],
      ['Invalid pre2000 CRL nextUpdate Test12'],
      ['Valid GeneralizedTime CRL nextUpdate Test13'],
      ['Valid Negative Serial Number Test14'],
      ['Invalid Negative Serial Number Test15'],
      ['Valid Long Serial Number Test16'],
      ['Valid Long Serial Number Test17'],
      ['Invalid Long Serial Number Test18'],
      ['Valid Separate Certificate and CRL Keys Test19'],
      ['Invalid Separate Certificate and CRL Keys Test20'],
      ['Invalid Separate Certificate and CRL Keys Test21'],
    ],
  ],
  [
    '4.5',
    [
      ['Valid Basic Self-Issued Old With New Test1'],
      ['Invalid Basic Self-Issued Old With New Test2'],
      ['Valid Basic Self-Issued New With Old Test3'],
      ['Valid Basic Self-Issued New With Old Test4'],
      ['Invalid Basic Self-Issued New With Old Test5'],
      ['Valid Basic Self-Issued CRL Signing Key Test6'],
      ['Invalid Basic Self-Issued CRL Signing Key Test7'],
      ['Invalid Basic Self-Issued CRL Signing Key Test8'],
    ],
  ],
  [
    '4.6',
    [
      ['Invalid Missing basicConstraints Test1'],
      ['Invalid cA False Test2'],
      ['Invalid cA False Test3'],
      ['Valid basicConstraints Not Critical Test4'],
      ['Invalid pathLenConstraint Test5'],
      ['Invalid pathLenConstraint Test6'],
      ['Valid pathLenConstraint Test7'],
      ['Valid pathLenConstraint Test8'],
      ['Invalid pathLenConstraint Test9'],
      ['Invalid pathLenConstraint Test10'],
      ['Invalid pathLenConstraint Test11'],
      ['Invalid pathLenConstraint Test12'],
      ['Valid pathLenConstraint Test13'],
      ['Valid pathLenConstraint Test14'],
      ['Valid Self-Issued pathLenConstraint Test15'],
      ['Invalid Self-Issued pathLenConstraint Test16'],
      ['Valid Self-Issued pathLenConstraint Test17'],
    ],
  ],
  [
    '4.7',
    [
      ['Invalid keyUsage Critical keyCertSign False Test1'],
      ['Invalid keyUsage Not Critical keyCertSign False Test2'],
      ['Valid keyUsage Not Critical Test3'],
      ['Invalid keyUsage Critical cRLSign False Test4'],
      ['Invalid keyUsage Not Critical cRLSign False Test5'],
    ],
  ],
  [
    '4.8',
    [
      [
        'All Certificates Same Policy Test1',
        [
          ok(explicit),
          ok({ ...explicit, ...only(1) }),
          no({ ...explicit, ...only(2) }),
          ok({ ...explicit, ...only(1, 2) }),
        ],
        'ValidCertificatePathTest1',
      ],
      ['All Certificates No Policies Test2', [ok(), no(explicit)]],
      ['Different Policies Test3', [ok(), no(explicit), no({ ...explicit, ...only(1, 2) })]],
      ['Different Policies Test4', [no()]],
      ['Different Policies Test5', [no()]],
      ['Overlapping Policies Test6', [ok(), ok(only(1)), no(only(2))]],
      ['Different Policies Test7', [no()]],
      ['Different Policies Test8', [no()]],
      ['Different Policies Test9', [no()]],
      ['All Certificates Same Policies Test10', [ok(), ok(only(1)), ok(only(2))]],
      ['All Certificates anyPolicy Test11', [ok(), ok(only(1))]],
      ['Different Policies Test12', [no()]],
      ['All Certificates Same Policies Test13', [ok(only(1)), ok(only(2)), ok(only(3))]],
      ['AnyPolicy Test14', [ok(only(1)), no(only(2))]],
      ['User Notice Qualifier Test15', [ok()]],
      ['User Notice Qualifier Test16', [ok()]],
      ['User Notice Qualifier Test17', [ok()]],
      ['User Notice Qualifier Test18', [ok(only(1)), ok(only(2))]],
      ['User Notice Qualifier Test19', [ok()]],
      ['CPS Pointer Qualifier Test20', [ok()]],
    ],
  ],
  [
    '4.9',
    [
      ['Valid requireExplicitPolicy Test1'],
      ['Valid requireExplicitPolicy Test2'],
      ['Invalid requireExplicitPolicy Test3'],
      ['Valid requireExplicitPolicy Test4'],
      ['Invalid requireExplicitPolicy Test5'],
      ['Valid Self-Issued requireExplicitPolicy Test6'],
      ['Invalid Self-Issued requireExplicitPolicy Test7'],
      ['Invalid Self-Issued requireExplicitPolicy Test8'],
    ],
  ],
  [
    '4.10',
    [
      [
        'Valid Policy Mapping Test1',
        [ok(only(1)), no(only(2)), no({ inhibitPolicyMapping: true })],
      ],
      ['Invalid Policy Mapping Test2', [no(), no({ inhibitPolicyMapping: true })]],
      ['Valid Policy Mapping Test3', [no(only(1)), ok(only(2))]],
      ['Invalid Policy Mapping Test4'],
      ['Valid Policy Mapping Test5', [ok(only(1)), no(only(6))]],
      ['Valid Policy Mapping Test6', [ok(only(1)), no(only(6))]],
      ['Invalid Mapping From anyPolicy Test7'],
      ['Invalid Mapping To anyPolicy Test8'],
      ['Valid Policy Mapping Test9'],
      ['Invalid Policy Mapping Test10'],
      ['Valid Policy Mapping Test11'],
      ['Valid Policy Mapping Test12', [ok(only(1)), ok(only(2))]],
      ['Valid Policy Mapping Test13'],
      ['Valid Policy Mapping Test14'],
    ],
  ],
  [
    '4.11',
    [
      ['Invalid inhibitPolicyMapping Test1'],
      ['Valid inhibitPolicyMapping Test2'],
      ['Invalid inhibitPolicyMapping Test3'],
      ['Valid inhibitPolicyMapping Test4'],
      ['Invalid inhibitPolicyMapping Test5'],
      ['Invalid inhibitPolicyMapping Test6'],
      ['Valid Self-Issued inhibitPolicyMapping Test7'],
      ['Invalid Self-Issued inhibitPolicyMapping Test8'],
      ['Invalid Self-Issued inhibitPolicyMapping Test9'],
      ['Invalid Self-Issued inhibitPolicyMapping Test10'],
      ['Invalid Self-Issued inhibitPolicyMapping Test11'],
    ],
  ],
  [
    '4.12',
    [
      ['Invalid inhibitAnyPolicy Test1'],
      ['Valid inhibitAnyPolicy Test2'],
      ['inhibitAnyPolicy Test3', [ok(), no({ inhibitAnyPolicy: true })]],
      ['Invalid inhibitAnyPolicy Test4'],
      ['Invalid inhibitAnyPolicy Test5'],
      ['Invalid inhibitAnyPolicy Test6'],
      ['Valid Self-Issued inhibitAnyPolicy Test7'],
      ['Invalid Self-Issued inhibitAnyPolicy Test8'],
      ['Valid Self-Issued inhibitAnyPolicy Test9'],
      ['Invalid Self-Issued inhibitAnyPolicy Test10'],
    ],
  ],
  [
    '4.13',
    [
      ['Valid DN nameConstraints Test1'],
      ['Invalid DN nameConstraints Test2'],
      ['Invalid DN nameConstraints Test3'],
      ['Valid DN nameConstraints Test4'],
      ['Valid DN nameConstraints Test5'],
      ['Valid DN nameConstraints Test6'],
      ['Invalid DN nameConstraints Test7'],
      ['Invalid DN nameConstraints Test8'],
      ['Invalid DN nameConstraints Test9'],
      ['Invalid DN nameConstraints Test10'],
      ['Valid DN nameConstraints Test11'],
      ['Invalid DN nameConstraints Test12'],
      ['Invalid DN nameConstraints Test13'],
      ['Valid DN nameConstraints Test14'],
      ['Invalid DN nameConstraints Test15'],
      ['Invalid DN nameConstraints Test16'],
      ['Invalid DN nameConstraints Test17'],
      ['Valid DN nameConstraints Test18'],
      ['Valid Self-Issued DN nameConstraints Test19', undefined, 'ValidDNnameConstraintsTest19'],
      [
        'Invalid Self-Issued DN nameConstraints Test20',
        undefined,
        'InvalidDNnameConstraintsTest20',
      ],
      ['Valid RFC822 nameConstraints Test21'],
      ['Invalid RFC822 nameConstraints Test22'],
      ['Valid RFC822 nameConstraints Test23'],
      ['Invalid RFC822 nameConstraints Test24'],
      ['Valid RFC822 nameConstraints Test25'],
      ['Invalid RFC822 nameConstraints Test26'],
      ['Valid DN and RFC822 nameConstraints Test27'],
      ['Invalid DN and RFC822 nameConstraints Test28'],
      ['Invalid DN and RFC822 nameConstraints Test29'],
      ['Valid DNS nameConstraints Test30'],
      ['Invalid DNS nameConstraints Test31'],
      ['Valid DNS nameConstraints Test32'],
      ['Invalid DNS nameConstraints Test33'],
      ['Valid URI nameConstraints Test34'],
      ['Invalid URI nameConstraints Test35'],
      ['Valid URI nameConstraints Test36'],
      ['Invalid URI nameConstraints Test37'],
      ['Invalid DNS nameConstraints Test38'],
    ],
  ],
  [
    '4.14',
    [
      ['Valid distributionPoint Test1'],
      ['Invalid distributionPoint Test2'],
      ['Invalid distributionPoint Test3'],
      ['Valid distributionPoint Test4'],
      ['Valid distributionPoint Test5'],
      ['Invalid distributionPoint Test6'],
      ['Valid distributionPoint Test7'],
      ['Invalid distributionPoint Test8'],
      ['Invalid distributionPoint Test9'],
      ['Valid No issuingDistributionPoint Test10'],
      ['Invalid onlyContainsUserCerts CRL Test11', undefined, 'InvalidonlyContainsUserCertsTest11'],
      ['Invalid onlyContainsCACerts CRL Test12', undefined, 'InvalidonlyContainsCACertsTest12'],
      ['Valid onlyContainsCACerts CRL Test13', undefined, 'ValidonlyContainsCACertsTest13'],
      ['Invalid onlyContainsAttributeCerts Test14'],
      ['Invalid onlySomeReasons Test15'],
      ['Invalid onlySomeReasons Test16'],
      ['Invalid onlySomeReasons Test17'],
      ['Valid onlySomeReasons Test18'],
      ['Valid onlySomeReasons Test19'],
      ['Invalid onlySomeReasons Test20'],
      ['Invalid onlySomeReasons Test21'],
      ['Valid IDP with indirectCRL Test22'],
      ['Invalid IDP with indirectCRL Test23'],
      ['Valid IDP with indirectCRL Test24'],
      ['Valid IDP with indirectCRL Test25'],
      ['Invalid IDP with indirectCRL Test26'],
      ['Invalid cRLIssuer Test27'],
      ['Valid cRLIssuer Test28'],
      ['Valid cRLIssuer Test29'],
      ['Valid cRLIssuer Test30'],
      ['Invalid cRLIssuer Test31'],
      ['Invalid cRLIssuer Test32'],
      ['Valid cRLIssuer Test33'],
      ['Invalid cRLIssuer Test34'],
      ['Invalid cRLIssuer Test35'],
    ],
  ],
  [
    '4.15',
    [
      ['Invalid deltaCRLIndicator No Base Test1'],
      ['Valid delta-CRL Test2'],
      ['Invalid delta-CRL Test3'],
      ['Invalid delta-CRL Test4'],
      ['Valid delta-CRL Test5'],
      ['Invalid delta-CRL Test6'],
      ['Valid delta-CRL Test7'],
      ['Valid delta-CRL Test8'],
      ['Invalid delta-CRL Test9'],
      ['Invalid delta-CRL Test10'],
    ],
  ],
  [
    '4.16',
    [
      ['Valid Unknown Not Critical Certificate Extension Test1'],
      ['Invalid Unknown Critical Certificate Extension Test2'],
    ],
  ],
];

/** All 224 tests. */
export const pkitsCases: readonly PkitsCase[] = sections.flatMap(([section, rows]) =>
  rows.map(([title, runs, leaf], i) => ({
    section: `${section}.${i + 1}`,
    title,
    leaf: leaf ?? title.replaceAll(/[ -]/g, ''),
    runs: runs ?? [title.startsWith('Valid') ? ok() : no()],
  })),
);
