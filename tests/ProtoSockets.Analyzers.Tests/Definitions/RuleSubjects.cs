using System.Collections.Immutable;
using System.Text.RegularExpressions;

namespace ProtoSockets.Analyzers.Tests.Definitions;

/// <summary>
/// What each rule about definitions looks at, as patterns of the code in its tests. One silent definition is a negative of all the rules that have something to look at in it: a list with
/// a count is one of those about counts, limits and rests.
/// </summary>
internal static class RuleSubjects
{
    private const string Property = @"\{ get; (init|set); \}";
    private const string MemberWithAttribute = @"\[(property: )?[A-Z][^\]]*\] *(public )?(partial )?[\w<>?.\[\]]+ \w+";
    private const string Sized = "MaxBytes|MaxCount|LengthPrefixed|CountPrefixed|FixedBytes|Remaining|LengthOf|CountOf|Terminated";
    private const string Counted = "LengthOf|CountOf";
    private const string Message = @"\[(Message|Request<\w+>|Reply|ErrorReply|Item)\b";
    private const string MessageWithId = @"\[(Message|Request<\w+>|Reply|ErrorReply)\([^FLW)]";
    private const string OwnType = @"\b(Node|Inner|Leaf|Point|Tail|Entry|Tag|Color|Amount|Note|Opcode|Shape|\w+Address)(\?|\[\]|>)? \w+";
    private const string Version = @"\b(Since|Before)\(";

    private static readonly ImmutableDictionary<string, string> Patterns = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["PSOCK1001"] = @"\b(Utf8Text|string|ReadOnlyMemory<|WireList<|\w+\[\]|Guid|Half|Int128|Date\w+|TimeSpan|\w+Address|float|double|decimal|Codec<)|" + OwnType,
        ["PSOCK1002"] = MessageWithId + "(?s:.*)" + MessageWithId,
        ["PSOCK1003"] = Sized,
        ["PSOCK1004"] = @"Carriers\.Datagram",
        ["PSOCK1006"] = "partial (record|class|struct)",
        ["PSOCK1007"] = "(record struct|partial record|partial struct|partial class)",
        ["PSOCK1008"] = Message + @"|\[Header",
        ["PSOCK1009"] = Counted,
        ["PSOCK1010"] = Counted,
        ["PSOCK1011"] = @"LengthOf\(",
        ["PSOCK1012"] = @"public partial \w+(\[\])? \w+ \{ get; \}",
        ["PSOCK1013"] = @"FrameLength|MessageId|CorrelationId|Discriminator\b",
        ["PSOCK1014"] = @"Remaining|Until\(",
        ["PSOCK1015"] = @"Bits\(",
        ["PSOCK1016"] = @"When\(",
        ["PSOCK1017"] = @"When\(",
        ["PSOCK1018"] = "Request<",
        ["PSOCK1019"] = @"\[Reply",
        ["PSOCK1020"] = "CorrelationId",
        ["PSOCK1021"] = @"partial record(?: struct)? (\w+)(?s:.*)partial record(?: struct)? \1\b",
        ["PSOCK1022"] = @"\[[A-Z][^\]]*, [A-Z]\w+",
        ["PSOCK1023"] = MemberWithAttribute,
        ["PSOCK1024"] = MessageWithId,
        ["PSOCK1025"] = Message + @"(\]|\((From|Last|When))",
        ["PSOCK1026"] = @"ReplyCount\.Many",
        ["PSOCK1027"] = @"InHeader|Section\(",
        ["PSOCK1028"] = @"\[Header",
        ["PSOCK1029"] = "Codec<",
        ["PSOCK1030"] = @"\b[A-Z]\w*(<\w+>)?\([^()]*\d",
        ["PSOCK1031"] = Property + @"|\{ get; \}",
        ["PSOCK1032"] = OwnType,
        ["PSOCK1033"] = @"FrameLength|Protocol[^\]]*, [A-Z]|\[(LengthPrefixed|FixedSize|Delimited)[^\]]*\]\s+public sealed",
        ["PSOCK1034"] = @"=>|\bstatic\b",
        ["PSOCK1035"] = @"\[Header|ErrorReply",
        ["PSOCK1036"] = "ErrorReply",
        ["PSOCK1037"] = @"\w\? \w|\]\? \w",
        ["PSOCK1038"] = @"When\(",
        ["PSOCK1039"] = @"Constant\(",
        ["PSOCK1040"] = @"\b(const|private|static)\b",
        ["PSOCK1041"] = @"Section\(",
        ["PSOCK1042"] = "FrameLength|LengthOf",
        ["PSOCK1043"] = @"\b(private|internal|protected)\b",
        ["PSOCK1044"] = @"MaxFrameBytes|FixedSize|\[Protocol[^\]]*LengthPrefixed|FrameLength",
        ["PSOCK1045"] = MemberWithAttribute,
        ["PSOCK1046"] = "Last = ",
        ["PSOCK1048"] = "WireUnion|Discriminator",
        ["PSOCK1049"] = @"Case(Range)?\(",
        ["PSOCK1050"] = @"Case(Range)?\((?s:.*)Case(Range)?\(",
        ["PSOCK1051"] = @"CaseRange\(|UnknownCase|Case\(\d+\), Case",
        ["PSOCK1052"] = "DiscriminatedBy|TagOf|Discriminator, NotOnWire",
        ["PSOCK1053"] = "Until|EndsWith|CountOf|CountPrefixed|Remaining",
        ["PSOCK1054"] = @"\bOptional\b",
        ["PSOCK1055"] = "Checksum<",
        ["PSOCK1056"] = "Checksum<",
        ["PSOCK1057"] = "Checksum<",
        ["PSOCK1058"] = "Validate|InRange|OneOf",
        ["PSOCK1059"] = "FlagOf",
        ["PSOCK1060"] = "ByteOrder|Endian",
        ["PSOCK1061"] = "ByteOrder|Endian",
        ["PSOCK1062"] = "Align",
        ["PSOCK1063"] = "Ascii(Decimal|Hex)",
        ["PSOCK1064"] = "SelfDelimiting",
        ["PSOCK1065"] = @"Message\(""|Verb",
        ["PSOCK1069"] = "MatchRepliesByType|CorrelationId",
        ["PSOCK1070"] = @"Request<\w+>[^\]]*From = Side",
        ["PSOCK1071"] = Version,
        ["PSOCK1072"] = "CountOf(?s:.*)" + Version + "|" + Version + "(?s:.*)CountOf",
        ["PSOCK1073"] = Version,
        ["PSOCK1075"] = @"From = Side",
        ["PSOCK1076"] = "ContinuesAs",
        ["PSOCK1077"] = "WireUnion",
        ["PSOCK1078"] = "AnsweredBy",
        ["PSOCK1081"] = @"Takes = |ReplyCount\.Many",
        ["PSOCK1082"] = @"Takes = |\[Item",
        ["PSOCK1085"] = @"OffsetOf|\bAt\(",
        ["PSOCK1086"] = @"\bAt\(",
        ["PSOCK1087"] = "Streamed",
        ["PSOCK1088"] = "Streamed",
        ["PSOCK1089"] = "Streamed",
        ["PSOCK1090"] = "Directory",
        ["PSOCK1094"] = @"(WireList<[A-Z]\w+>|[A-Z]\w+\[\]) \w+",
    }.ToImmutableDictionary(StringComparer.Ordinal);

    /// <summary>Whether a rule has something to look at in a piece of code.</summary>
    /// <param name="id">The rule.</param>
    /// <param name="code">The code.</param>
    /// <returns>True if it has.</returns>
    public static bool IsIn(string id, string code) =>
        Regex.IsMatch(code, Patterns.TryGetValue(id, out string? pattern) ? pattern : throw new ArgumentException($"Say in {nameof(RuleSubjects)} what {id} looks at.", nameof(id)), RegexOptions.None, TimeSpan.FromSeconds(5));
}
