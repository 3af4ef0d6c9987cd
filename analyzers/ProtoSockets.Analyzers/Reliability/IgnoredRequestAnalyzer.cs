using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;
using ProtoSockets.Analyzers.Handlers;
using ProtoSockets.Analyzers.Network;
using ProtoSockets.Schema;

namespace ProtoSockets.Analyzers.Reliability;

/// <summary>
/// PSOCK4013: a method for a request is there because the interface asks for it, and does nothing: it gives the default, throws what an editor wrote, or ends its replies before the
/// first one.
/// </summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class IgnoredRequestAnalyzer() : HandlerAnalyzer(DiagnosticDescriptors.IgnoredRequest)
{
    private protected override void Look(HandlerBody body)
    {
        if (body.Method.Message is not { } message || ResultOf(body) is not { } ignored || body.Definition is not { } protocol
            || HandlerMethod.SpecOf(protocol, message) is not { Kind: MessageKind.Request } request)
        {
            return;
        }

        string? consequence = ignored switch
        {
            Ignored.Throws when protocol.UsesEnvelope => "its sender is refused without a reason",
            Ignored.Throws => protocol.ErrorReply is null ? "the connection is closed" : "its sender is refused as 'OnFailure' says, or the connection is closed",
            Ignored.Silent when request is { Replies: ReplyCount.Many, StreamsReplies: false } => "its sender waits for the last reply until its call times out",
            Ignored.Default when request.Replies == ReplyCount.One && SaysAnything(protocol, request) => "its sender gets a reply with nothing in it",
            _ => null,
        };
        if (consequence is not null)
        {
            // The fix refuses with a text, which only the default envelope carries.
            ImmutableDictionary<string, string?> properties = protocol is { UsesEnvelope: true, ErrorReply: null }
                ? ImmutableDictionary<string, string?>.Empty.Add("0", message.Name)
                : ImmutableDictionary<string, string?>.Empty;
            body.Context.ReportDiagnostic(Diagnostic.Create(SupportedDiagnostics[0], body.Method.Method.Locations[0], properties, message.Name, consequence));
        }
    }

    /// <summary>Whether a reply has a member that its handler fills: a default one says nothing else than the right one where it has none.</summary>
    private static bool SaysAnything(ProtocolSpec protocol, MessageSpec request) =>
        protocol.Messages.FirstOrDefault(message => message.FullName == request.ReplyType) is { Record.Members: var members } reply
        && members.Any(member => member.Derived is null && member.Name != reply.Correlation?.Member);

    private static Ignored? ResultOf(HandlerBody body)
    {
        if (body.Method.Method is { ReturnType.Name: "IAsyncEnumerable", IsAsync: true })
        {
            return Operations.Below(body.Body).Any(static operation => operation is IThrowOperation or IReturnOperation { Kind: OperationKind.YieldReturn }) ? null : Ignored.Silent;
        }

        IOperation? only = OnlyStatementOf((IBlockOperation)body.Body);
        IOperation? value = only switch
        {
            IReturnOperation { ReturnedValue: { } returned } => Operations.Unwrap(returned),
            IExpressionStatementOperation statement => Operations.Unwrap(statement.Operation),
            _ => only,
        };
        return value switch
        {
            IThrowOperation { Exception: { } exception } when Operations.Unwrap(exception).Type is
            { Name: "NotImplementedException", ContainingNamespace: { Name: "System", ContainingNamespace.IsGlobalNamespace: true } } => Ignored.Throws,
            not null when IsNothing(value) => Ignored.Default,
            _ => null,
        };
    }

    private static IOperation? OnlyStatementOf(IBlockOperation body) => body.Operations.Length == 1 ? body.Operations[0] : null;

    /// <summary>Whether a value is the default, also as the result of a task.</summary>
    private static bool IsNothing(IOperation value) => Operations.Unwrap(value) switch
    {
        IDefaultValueOperation => true,
        IObjectCreationOperation { Arguments: { Length: 1 } arguments, Type.Name: "ValueTask" } => IsNothing(arguments[0].Value),
        IObjectCreationOperation { Arguments.IsEmpty: true, Initializer: null, Type.TypeKind: TypeKind.Struct } => true,
        IInvocationOperation { TargetMethod: { Name: "FromResult", ContainingType.Name: "ValueTask" }, Arguments: { Length: 1 } arguments } => IsNothing(arguments[0].Value),
        _ => false,
    };

    private enum Ignored
    {
        /// <summary>The reply is the default one.</summary>
        Default,

        /// <summary>It throws that it is not implemented.</summary>
        Throws,

        /// <summary>There is no reply at all.</summary>
        Silent,
    }
}
