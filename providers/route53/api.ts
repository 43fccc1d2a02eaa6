// The part of Route 53 that this adapter uses, typed as the subset of the official SDK's shapes. Whoever has
// these five functions has a client.

/** The API's operations, by the names under which IAM grants them. */
export type Operation =
  | "ListHostedZonesByName"
  | "GetHostedZone"
  | "ListResourceRecordSets"
  | "ChangeResourceRecordSets"
  | "GetChange";

export interface SendOptions {
  readonly abortSignal: AbortSignal;
}

export interface RawHostedZone {
  /** `/hostedzone/Z…` or `Z…`. */
  readonly Id?: string | undefined;
  /** The zone's name, with a final dot. */
  readonly Name?: string | undefined;
  readonly Config?: { readonly PrivateZone?: boolean | undefined } | undefined;
}

/** A resource record set as it is listed; a DELETE must repeat it to the letter. */
export interface RawRecordSet {
  readonly Name?: string | undefined;
  readonly Type?: string | undefined;
  readonly TTL?: number | undefined;
  readonly ResourceRecords?: readonly { readonly Value?: string | undefined }[] | undefined;
  readonly SetIdentifier?: string | undefined;
  readonly AliasTarget?: { readonly DNSName?: string | undefined } | undefined;
  readonly TrafficPolicyInstanceId?: string | undefined;
  readonly Weight?: number | undefined;
  /** Latency. */
  readonly Region?: string | undefined;
  readonly GeoLocation?: object | undefined;
  readonly GeoProximityLocation?: object | undefined;
  readonly CidrRoutingConfig?: object | undefined;
  readonly Failover?: string | undefined;
  readonly MultiValueAnswer?: boolean | undefined;
  readonly HealthCheckId?: string | undefined;
}

export interface RawChange {
  /** Never UPSERT: that replaces values which somebody else put there meanwhile. */
  readonly Action: "CREATE" | "DELETE";
  readonly ResourceRecordSet: RawRecordSet;
}

export interface ListZonesInput {
  readonly DNSName: string;
  readonly HostedZoneId?: string;
}

export interface ListZonesOutput {
  readonly HostedZones?: readonly RawHostedZone[] | undefined;
  readonly IsTruncated?: boolean | undefined;
  readonly NextDNSName?: string | undefined;
  readonly NextHostedZoneId?: string | undefined;
}

export interface ListSetsInput {
  readonly HostedZoneId: string;
  readonly StartRecordName: string;
  readonly StartRecordType?: string;
  readonly StartRecordIdentifier?: string;
}

export interface ListSetsOutput {
  readonly ResourceRecordSets?: readonly RawRecordSet[] | undefined;
  readonly IsTruncated?: boolean | undefined;
  readonly NextRecordName?: string | undefined;
  readonly NextRecordType?: string | undefined;
  readonly NextRecordIdentifier?: string | undefined;
}

export interface GetZoneOutput {
  readonly HostedZone?: RawHostedZone | undefined;
  readonly DelegationSet?: { readonly NameServers?: readonly string[] | undefined } | undefined;
}

export interface ChangeOutput {
  readonly ChangeInfo?:
    | { readonly Id?: string | undefined; readonly Status?: string | undefined }
    | undefined;
}

export interface Route53Api {
  /**
   * Has the keys there, so that a request is one to Route 53.
   * @throws OnboardError CREDENTIALS_MISSING, or what AWS's services for keys say; the signal's reason
   */
  findKeys(signal: AbortSignal | undefined): Promise<void>;
  listHostedZonesByName(input: ListZonesInput, context: SendOptions): Promise<ListZonesOutput>;
  getHostedZone(input: { readonly Id: string }, context: SendOptions): Promise<GetZoneOutput>;
  listResourceRecordSets(input: ListSetsInput, context: SendOptions): Promise<ListSetsOutput>;
  changeResourceRecordSets(
    input: {
      readonly HostedZoneId: string;
      readonly ChangeBatch: { readonly Comment: string; readonly Changes: readonly RawChange[] };
    },
    context: SendOptions,
  ): Promise<ChangeOutput>;
  getChange(input: { readonly Id: string }, context: SendOptions): Promise<ChangeOutput>;
}
