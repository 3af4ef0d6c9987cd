namespace ProtoSockets.Schema;

/// <summary>
/// Every way in which a definition can be wrong: PSOCK1001 to 1099, save 1005 and 1047, which are found in code that uses it. Ids are never used again for something else.
/// </summary>
internal static class ProblemIds
{
    private static readonly List<ProblemKind> Known = [];

    /// <summary>All of them. An id may be there twice, with two severities.</summary>
    public static IReadOnlyList<ProblemKind> All => Known;

    public static readonly ProblemKind UnsupportedMemberType = Error("PSOCK1001", "Unsupported member type",
        "'{0}' is of type '{1}', which has no wire form; {2}");

    public static readonly ProblemKind DuplicateMessageId = Error("PSOCK1002", "Duplicate message id",
        "The id {0} is used by '{1}' and by '{2}', which the same side sends; the next free id is {3}");

    public static readonly ProblemKind NoLimit = Warning("PSOCK1003", "Variable-length member without a limit",
        "The peer chooses how large '{0}' is; limit it with [{1}]");

    public static readonly ProblemKind MayNotFitDatagram = Warning("PSOCK1004", "Message may not fit one datagram",
        "'{0}' takes up to {1} bytes, and datagrams of more than {2} bytes {3}");

    public static readonly ProblemKind LargerThanDatagram = Error("PSOCK1004", "Message may not fit one datagram",
        "'{0}' takes up to {1} bytes, and datagrams of more than {2} bytes {3}");

    public static readonly ProblemKind NotPartial = Error("PSOCK1006", "Type is not partial",
        "'{0}' must be partial, so that code can be added to it");

    public static readonly ProblemKind UnsupportedShape = Error("PSOCK1007", "Kind of type that can't have a wire form",
        "'{0}' {1}");

    public static readonly ProblemKind NestedWrongly = Error("PSOCK1008", "Message or header outside a protocol",
        "'{0}' must be nested in a class marked [Protocol]");

    public static readonly ProblemKind UnknownTarget = Error("PSOCK1009", "Length or count of an unknown member",
        "'{0}' counts '{1}', and {2} has no such member on the wire");

    public static readonly ProblemKind EarlierTarget = Error("PSOCK1010", "Length or count of an earlier member",
        "'{0}' counts '{1}', which does not follow it");

    public static readonly ProblemKind ScatteredTargets = Error("PSOCK1011", "Length over members that are not neighbours",
        "'{0}' counts members that do not follow one another in the order given, or only part of what another length counts");

    public static readonly ProblemKind DerivedNotPartial = Error("PSOCK1012", "Computed member that can be set",
        "'{0}' is computed: declare it as 'public partial {1} {0} {{ get; }}'");

    public static readonly ProblemKind DuplicateRole = Error("PSOCK1013", "Two members with the same role",
        "'{0}' and '{1}' are both marked [{2}]");

    public static readonly ProblemKind RestNotLast = Error("PSOCK1014", "Rest that is not last",
        "'{0}' takes all that is left, and '{1}' follows it");

    public static readonly ProblemKind BitsDoNotFill = Error("PSOCK1015", "Bits that don't fill their container",
        "The run of bits that starts with '{0}' has {1} bits; it must have a multiple of 8, and at most 64");

    public static readonly ProblemKind UnknownCondition = Error("PSOCK1016", "Condition that is no bool member",
        "'{0}' is there when '{1}' is true, and '{2}' has no bool property of that name");

    public static readonly ProblemKind LaterCondition = Error("PSOCK1017", "Condition over a later member",
        "'{0}' is there when '{1}' is true, which depends on '{2}', and that is not read yet");

    public static readonly ProblemKind NoReply = Error("PSOCK1018", "Request without a reply",
        "'{0}' is answered by '{1}', which is no record of '{2}' marked [Reply]");

    public static readonly ProblemKind ReplyWithoutRequest = Error("PSOCK1019", "Reply without a request",
        "'{0}' answers no request of '{1}'");

    public static readonly ProblemKind CorrelationIdDoesNotFit = Error("PSOCK1020", "Correlation id where none fits",
        "'{0}' {1}");

    public static readonly ProblemKind TwoParts = Error("PSOCK1021", "Wire members in two parts",
        "The wire members of '{0}' are declared in several parts, which leaves their order open; '{1}' is in another part than '{2}'");

    public static readonly ProblemKind ConflictingAttributes = Error("PSOCK1022", "Conflicting attributes",
        "'{0}' has both [{1}] and [{2}], and only one can hold");

    public static readonly ProblemKind WrongMember = Error("PSOCK1023", "Attribute on a member that it does not fit",
        "[{0}] has no meaning on '{1}': {2}");

    public static readonly ProblemKind IdDoesNotFit = Error("PSOCK1024", "Message id that can't be written",
        "The id {0} of '{1}' {2}");

    public static readonly ProblemKind MissingId = Error("PSOCK1025", "Message without an id",
        "'{0}' has no id, and nothing else tells it from '{1}'");

    public static readonly ProblemKind NoLast = Error("PSOCK1026", "Many replies without a last one",
        "'{0}' gets many replies: '{1}' must say which is the last, with [Reply(Last = nameof(...))] and the name of a bool property");

    public static readonly ProblemKind UnknownHeaderMember = Error("PSOCK1027", "Member that is not in the header",
        "'{0}' travels in the header's member '{1}', {2}");

    public static readonly ProblemKind HeaderSizeVaries = Error("PSOCK1028", "Header of variable size",
        "The header '{0}' must have a fixed size, and '{1}' varies");

    public static readonly ProblemKind CodecDoesNotFit = Error("PSOCK1029", "Codec that does not fit the member",
        "'{0}' can't be read by '{1}': {2}");

    public static readonly ProblemKind ArgumentOutOfRange = Error("PSOCK1030", "Attribute argument out of range",
        "[{0}] on '{1}' is given {2}; {3}");

    public static readonly ProblemKind CannotBeSet = Error("PSOCK1031", "Member that can't be set",
        "'{0}' {1}");

    public static readonly ProblemKind Recursive = Error("PSOCK1032", "Record that contains itself",
        "Every '{0}' contains another one in '{1}', without an end; add [When(nameof(...))], or make it a list");

    public static readonly ProblemKind NoFraming = Error("PSOCK1033", "No way to find frames, or two",
        "'{0}' {1}");

    public static readonly ProblemKind ReservedName = Error("PSOCK1034", "Name that generated code uses",
        "'{0}' is the name of something that is generated in '{1}'; choose another");

    public static readonly ProblemKind Duplicate = Error("PSOCK1035", "Two headers or two error replies",
        "'{0}' and '{1}' are both marked [{2}], and a protocol has at most one");

    public static readonly ProblemKind ErrorNotTold = Error("PSOCK1036", "Error reply that can't be told from others",
        "'{0}' {1}");

    public static readonly ProblemKind NullWithoutCondition = Error("PSOCK1037", "Nullable member without a condition",
        "'{0}' may be null, and nothing on the wire says so; add [When(nameof(...))], or make it not nullable");

    public static readonly ProblemKind ConditionWithoutNull = Error("PSOCK1038", "Condition on a member that can't be null",
        "'{0}' is not always there: its type must be '{1}?'");

    public static readonly ProblemKind ConstantDoesNotFit = Error("PSOCK1039", "Constant that does not fit its member",
        "The constant {0} of '{1}' is no value of its type");

    public static readonly ProblemKind FieldOnRecord = Error("PSOCK1040", "Field in a wire record",
        "'{0}' is a field; wire members are properties");

    public static readonly ProblemKind ScatteredSection = Error("PSOCK1041", "Section that is not in one piece",
        "The members of section '{0}' of '{1}' do not follow one another");

    public static readonly ProblemKind UnclearRest = Error("PSOCK1042", "Several members without a length of their own",
        "'{0}' and '{1}' share the length '{2}', and neither has one of its own");

    public static readonly ProblemKind OutOfReach = Error("PSOCK1043", "Definition that generated code can't reach",
        "'{0}' is {1}, and {2}; make it internal or public");

    public static readonly ProblemKind NoFrameHolds = Error("PSOCK1044", "Message that no frame holds",
        "'{0}' takes {1} bytes, and frames of '{2}' have {3}");

    public static readonly ProblemKind NoEffect = Warning("PSOCK1045", "Attribute without effect",
        "[{0}] has no effect on '{1}': {2}");

    public static readonly ProblemKind UnknownLast = Error("PSOCK1046", "Last reply told by no bool member",
        "The last '{0}' is told by '{1}', and it has no bool property of that name");

    public static readonly ProblemKind NoChecksumRange = Error("PSOCK1055", "Checksum over a range that there is not",
        "'{0}' is computed over {1}");

    public static readonly ProblemKind ChecksumDoesNotFit = Error("PSOCK1056", "Checksum that does not fit the member",
        "'{0}' can't hold what '{1}' computes: {2}");

    public static readonly ProblemKind ChecksumsOverEachOther = Error("PSOCK1057", "Checksums over each other",
        "'{0}' and '{1}' cover each other, so that neither can be computed first");

    public static readonly ProblemKind UnknownCheck = Error("PSOCK1058", "Check by a member that can't say",
        "'{0}' is validated by '{1}', and '{2}' has no bool property and no static bool method of that name that takes one '{3}'");

    public static readonly ProblemKind NoFlagTarget = Error("PSOCK1059", "Flag of a member that is always there",
        "'{0}' says whether '{1}' is there, {2}");

    public static readonly ProblemKind NoDiscriminator = Error("PSOCK1048", "Union without a discriminator",
        "'{0}' has no member marked [Discriminator], so nothing says which case it is");

    public static readonly ProblemKind TagDoesNotFit = Error("PSOCK1049", "Tag that no value of the discriminator is",
        "The tag {0} of '{1}' {2}");

    public static readonly ProblemKind DuplicateTag = Error("PSOCK1050", "Two cases with the same tag",
        "The tag {0} is that of '{1}' and of '{2}'");

    public static readonly ProblemKind CaseWithoutTag = Error("PSOCK1051", "Case of several tags without a member for its own",
        "'{0}' {1}");

    public static readonly ProblemKind TagUnknown = Error("PSOCK1052", "Union whose tag is not known",
        "Which case '{0}' is, is told by {1}, {2}");

    public static readonly ProblemKind EndNotTold = Error("PSOCK1053", "List whose end can't be told",
        "'{0}' ends with {1}, {2}");

    public static readonly ProblemKind OptionalNotLast = Error("PSOCK1054", "Optional member that is not last",
        "'{0}' is there when bytes are left, and '{1}', which always is, follows it");

    public static readonly ProblemKind OrderNotTold = Error("PSOCK1060", "Byte order that nothing chooses",
        "The byte order of '{0}' is chosen by {1}");

    public static readonly ProblemKind OrderOfInner = Warning("PSOCK1061", "Record of fixed byte order among those whose order is chosen",
        "'{0}' is always big-endian, although '{2}' chooses the byte order around it; mark '{1}' [ByteOrder], or [BigEndian] if that is meant");

    public static readonly ProblemKind AlignedInside = Error("PSOCK1062", "Length over members with padding between them",
        "'{0}' is aligned, and '{1}' counts it together with members in front of it, whose size varies; put them into a record of their own");

    public static readonly ProblemKind NoEnd = Error("PSOCK1063", "Number in ASCII without an end",
        "Nothing says where the digits of '{0}' end; add [Terminated(\"...\")] or [FixedBytes(n)], or make it a token of a [Line]");

    public static readonly ProblemKind NotSelfDelimiting = Error("PSOCK1064", "Message that does not say where it ends",
        "'{0}' is [SelfDelimiting], and '{1}' does not say where it ends: {2}");

    public static readonly ProblemKind VerbDoesNotFit = Error("PSOCK1065", "Verb that can't tell messages apart",
        "'{0}' {1}");

    public static readonly ProblemKind NotMatchedByType = Error("PSOCK1069", "Reply that can't be matched by its type",
        "The replies of '{0}' can't be matched by their message ids: {1}");

    public static readonly ProblemKind ServerRequest = Error("PSOCK1070", "Request that the server can't send",
        "'{0}' is a request of the server, which {1}");

    public static readonly ProblemKind NoVersionHasIt = Error("PSOCK1071", "Member or message that no version has",
        "'{0}' is in no version: {1}");

    public static readonly ProblemKind CountedByOtherVersions = Error("PSOCK1072", "Count in other versions than its list",
        "'{0}' counts '{1}', which is there {2} only; give it the same versions");

    public static readonly ProblemKind SizeDiffersByVersion = Error("PSOCK1073", "Length of records that differ by version",
        "The length in front of '{0}' has a variable size, and so has to be known before the list is written, whose records differ by version; use a count, or a length of fixed size");

    public static readonly ProblemKind SidesDiffer = Error("PSOCK1075", "Message of both sides where the sides differ",
        "'{0}' is sent by both sides, and {1} only by the {2}; say who sends it with From, or declare it twice");

    public static readonly ProblemKind NoProtocol = Error("PSOCK1076", "Continuation that is no protocol",
        "'{0}' goes on as '{1}', which is no class marked [Protocol]");

    public static readonly ProblemKind UnionNotTold = Error("PSOCK1077", "Union of messages that the message id does not tell",
        "'{0}' is told by the header's message id, and {1}");

    public static readonly ProblemKind NotAnsweredBy = Error("PSOCK1078", "Message answered by no request with many replies",
        "'{0}' is answered by '{1}', which {2}");

    public static readonly ProblemKind CallDoesNotStream = Error("PSOCK1081", "Call that can't stream",
        "'{0}' {1}, which it can't: {2}");

    public static readonly ProblemKind TakesNoItem = Error("PSOCK1082", "Stream and item that do not find each other",
        "'{0}' {1}");

    public static readonly ProblemKind NoPlace = Error("PSOCK1085", "Offset and member that do not find each other",
        "'{0}' {1}");

    public static readonly ProblemKind BehindPlace = Error("PSOCK1086", "Member behind one that stands elsewhere",
        "'{0}' follows '{1}', which stands where an offset says: such members come last");

    public static readonly ProblemKind StreamNotLast = Error("PSOCK1087", "Member that streams and is not the end of a message",
        "'{0}' streams, and so has to be the last member of a message: {1}");

    public static readonly ProblemKind StreamWithoutLength = Error("PSOCK1088", "Member that streams without a length",
        "'{0}' streams, and nothing in front of it says how long it is: {1}");

    public static readonly ProblemKind StreamNotCarried = Error("PSOCK1089", "Member that streams in a message that can't",
        "'{0}' can't stream in '{1}': {2}");

    public static readonly ProblemKind NotLoadable = Error("PSOCK1094", "Struct that the runtime can't load",
        "'{0}' can't be loaded: it contains '{1}', and '{2}' has a list of '{0}'; make '{1}' a record class, or its list an array");

    public static readonly ProblemKind DirectoryDoesNotFit = Error("PSOCK1090", "List that can't be a directory",
        "'{0}' is a [Directory], and {1}");

    private static ProblemKind Error(string id, string title, string format) => Add(new ProblemKind(id, ProblemSeverity.Error, title, format));

    private static ProblemKind Warning(string id, string title, string format) => Add(new ProblemKind(id, ProblemSeverity.Warning, title, format));

    private static ProblemKind Add(ProblemKind kind)
    {
        Known.Add(kind);
        return kind;
    }
}
