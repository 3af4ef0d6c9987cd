using Microsoft.CodeAnalysis;

namespace ProtoSockets.Schema;

/// <summary>Reads what a connection of a protocol can turn into: another protocol, or TLS.</summary>
internal sealed class PhaseParser(SchemaParser schema, INamedTypeSymbol type, int carriers, ProblemList problems)
{
    /// <summary>Reads the attributes, and reports what is wrong with them.</summary>
    /// <param name="messages">The protocol's messages, whose names generated methods have.</param>
    public PhaseSpec Parse(IEnumerable<INamedTypeSymbol> messages)
    {
        AttributeData? upgrade = type.GetAttributes().Find("UpgradesToTls");
        List<ContinuationSpec> continuations = [];
        HashSet<string> names = [];
        foreach (AttributeData attribute in type.GetAttributes().Where(attribute => attribute.OwnName() == "ContinuesAs"))
        {
            if (Parse(attribute) is not { } next)
            {
                continue;
            }

            if (!names.Add(next.Name))
            {
                problems.Add(ProblemIds.ConflictingAttributes, attribute, type, type.Name, $"ContinuesAs<{next.Name}>", $"ContinuesAs<{next.Name}>");
                continue;
            }

            continuations.Add(next);
        }

        if ((carriers & 1) == 0 && type.GetAttributes().FirstOrDefault(attribute => attribute.OwnName() is "UpgradesToTls" or "ContinuesAs") is { } idle)
        {
            problems.Add(ProblemIds.NoEffect, idle, type, idle.OwnName()!, type.Name, "only streams are handed over or encrypted on the way");
        }

        foreach (INamedTypeSymbol message in messages)
        {
            if ((upgrade is not null && message.Name == "UpgradeToTls") || continuations.Any(next => message.Name == "ContinueAs" + next.Name))
            {
                problems.Add(ProblemIds.ReservedName, message.Place(), message.Name, type.Name);
            }
        }

        return new PhaseSpec { UpgradesToTls = upgrade is not null, Continuations = continuations.ToEquatable() };
    }

    private ContinuationSpec? Parse(AttributeData attribute)
    {
        if (attribute.TypeArgument() is not INamedTypeSymbol next || next.TypeKind == TypeKind.Error)
        {
            return null;
        }

        if (!next.GetAttributes().Has("Protocol"))
        {
            problems.Add(ProblemIds.NoProtocol, attribute, type, type.Name, next.ShortName());
            return null;
        }

        if (SymbolReading.Hidden(next) is { } hidden)
        {
            problems.Add(ProblemIds.OutOfReach, attribute, type, next.Name, hidden, $"'{type.Name}' goes on as it");
            return null;
        }

        if (!next.IsFromSource())
        {
            return next.GetTypeMembers("Client").Any()
                ? new ContinuationSpec(next.Name, next.FullName(), next.GetTypeMembers("IClientHandler").Any(), IsPublic: true)
                : null;
        }

        // What is wrong with it is reported there; until then nothing goes on as it.
        ProtocolSpec? protocol = new ProtocolParser(schema, next, new ProblemList()) { IsFirst = false }.Parse(CancellationToken.None);
        if (protocol is null)
        {
            return null;
        }

        bool isPublic = protocol.Messages.All(message => message.Record.Type.Accessibility == "public");
        for (INamedTypeSymbol? part = next; part is not null && isPublic; part = part.ContainingType)
        {
            isPublic = part.DeclaredAccessibility == Accessibility.Public;
        }

        bool hasPushes = protocol.Messages.Any(message => message.Kind is MessageKind.OneWay or MessageKind.Request && message.From != Side.Client);
        return new ContinuationSpec(next.Name, next.FullName(), hasPushes, isPublic);
    }
}
