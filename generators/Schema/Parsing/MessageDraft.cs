using Microsoft.CodeAnalysis;

namespace ProtoSockets.Schema;

/// <summary>A message while its protocol is parsed.</summary>
internal sealed class MessageDraft
{
    public MessageDraft(INamedTypeSymbol type, AttributeData role)
    {
        Type = type;
        Role = role;
        Kind = role.OwnName() switch
        {
            "Request" => MessageKind.Request,
            "Reply" => MessageKind.Reply,
            "ErrorReply" => MessageKind.Error,
            "Item" => MessageKind.Item,
            _ => MessageKind.OneWay,
        };
        From = Kind switch
        {
            MessageKind.Request => role.Named("From") is null ? Side.Client : AttributeReading.Enum<Side>(role.Named("From")),
            MessageKind.OneWay => AttributeReading.Enum<Side>(role.Named("From")),
            MessageKind.Item => Side.Client,
            _ => Side.Server,
        };
        ReplyType = Kind == MessageKind.Request ? role.TypeArgument() : null;
        Replies = AttributeReading.Enum<ReplyCount>(role.Named("Replies"));
        Last = role.Named("Last") as string;
        ErrorWhen = role.Named("When") as string;
    }

    public INamedTypeSymbol Type { get; }

    public AttributeData Role { get; }

    public MessageKind Kind { get; }

    public Side From { get; set; }

    public ITypeSymbol? ReplyType { get; }

    public ReplyCount Replies { get; }

    /// <summary>For a request: whether its replies are a stream of the default envelope.</summary>
    public bool StreamsReplies { get; set; }

    /// <summary>For a request: the items of the stream that is sent with it.</summary>
    public ITypeSymbol? Takes => Kind == MessageKind.Request ? Role.Named("Takes") as ITypeSymbol : null;

    public string? Last { get; }

    public string? ErrorWhen { get; }

    /// <summary>The record; null when it is wrong.</summary>
    public RecordSpec? Record { get; set; }

    public IReadOnlyList<MemberDraft> Members { get; set; } = [];

    public MessageIdSpec? Id { get; set; }

    /// <summary>For a request: the member that tells which case a union in the reply is.</summary>
    public CallTagSpec? CallTag { get; set; }

    /// <summary>What it begins with, in a protocol with verbs.</summary>
    public IReadOnlyList<string> Verbs { get; set; } = [];

    /// <summary>For a union of messages: how it is told.</summary>
    public MessageUnionSpec? Union { get; set; }

    /// <summary>Whether it is declared as a union of messages.</summary>
    public bool IsUnion => SchemaTypes.IsWireUnion(Type);

    /// <summary>For a one-way message: the request whose replies answer it, too.</summary>
    public INamedTypeSymbol? AnsweredBy => Role.Named("AnsweredBy") as INamedTypeSymbol;

    public List<MessageIdSpec> AnsweredIds { get; } = [];

    /// <summary>Members of the header that have one value in this message.</summary>
    public List<HeaderValueSpec> HeaderValues { get; } = [];

    /// <summary>The one of them that tells this message from others of the same id.</summary>
    public HeaderValueSpec? Told { get; set; }

    /// <summary>The member of the body that ties a reply to its request.</summary>
    public CorrelationSpec? Correlation { get; set; }

    /// <summary>Whether its replies, or it as a reply, are matched by the message id.</summary>
    public bool IsMatchedByType { get; set; }

    /// <summary>The versions that have it; null for all.</summary>
    public VersionSpec? Versions { get; set; }

    public bool IsSentBy(Side side) => From == Side.Both || From == side;

    public MessageSpec ToSpec() => new()
    {
        Record = Record!,
        Kind = Kind,
        From = From,
        Id = Id,
        ReplyType = ReplyType?.FullName(),
        Replies = Replies,
        StreamsReplies = StreamsReplies,
        Takes = Takes?.FullName(),
        Last = Last,
        Verbs = Verbs.ToEquatable(),
        ErrorWhen = ErrorWhen,
        Union = Union,
        AnsweredBy = Kind == MessageKind.OneWay ? AnsweredBy?.FullName() : null,
        AnsweredIds = AnsweredIds.ToEquatable(),
        CallTag = CallTag,
        HeaderValues = HeaderValues.ToEquatable(),
        Told = Told,
        Correlation = Correlation,
        Versions = Versions,
        IsMatchedByType = IsMatchedByType,
        IsIdempotent = Kind == MessageKind.Request && Type.GetAttributes().Has("Idempotent"),
    };
}
