using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace LockActors.House;

/// <summary>An assembly's public surface as text: a type a block, a member a line, in order.</summary>
internal static class PublicApi
{
    private const SymbolDisplayMiscellaneousOptions Miscellaneous = SymbolDisplayMiscellaneousOptions.UseSpecialTypes
        | SymbolDisplayMiscellaneousOptions.IncludeNullableReferenceTypeModifier;

    private static readonly SymbolDisplayFormat TypeFormat = new(
        typeQualificationStyle: SymbolDisplayTypeQualificationStyle.NameAndContainingTypesAndNamespaces,
        genericsOptions: SymbolDisplayGenericsOptions.IncludeTypeParameters
            | SymbolDisplayGenericsOptions.IncludeTypeConstraints | SymbolDisplayGenericsOptions.IncludeVariance,
        miscellaneousOptions: Miscellaneous);

    private static readonly SymbolDisplayFormat MemberFormat = new(
        typeQualificationStyle: SymbolDisplayTypeQualificationStyle.NameAndContainingTypesAndNamespaces,
        genericsOptions: SymbolDisplayGenericsOptions.IncludeTypeParameters
            | SymbolDisplayGenericsOptions.IncludeTypeConstraints,
        memberOptions: SymbolDisplayMemberOptions.IncludeParameters | SymbolDisplayMemberOptions.IncludeType
            | SymbolDisplayMemberOptions.IncludeModifiers | SymbolDisplayMemberOptions.IncludeAccessibility
            | SymbolDisplayMemberOptions.IncludeConstantValue | SymbolDisplayMemberOptions.IncludeRef,
        parameterOptions: SymbolDisplayParameterOptions.IncludeType | SymbolDisplayParameterOptions.IncludeName
            | SymbolDisplayParameterOptions.IncludeDefaultValue | SymbolDisplayParameterOptions.IncludeParamsRefOut
            | SymbolDisplayParameterOptions.IncludeExtensionThis,
        propertyStyle: SymbolDisplayPropertyStyle.ShowReadWriteDescriptor,
        miscellaneousOptions: Miscellaneous);

    /// <summary>Reads the assembly's metadata without loading it.</summary>
    public static string OfAssembly(string path)
    {
        var folder = Path.GetDirectoryName(path) ?? throw new ArgumentException("A full path is needed.", nameof(path));
        var platform = ((string?)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES") ?? "").Split(Path.PathSeparator);
        var others = Directory.GetFiles(folder, "*.dll").Where(file => file != path).Concat(platform)
            .DistinctBy(Path.GetFileName).Select(file => MetadataReference.CreateFromFile(file));
        var reference = MetadataReference.CreateFromFile(path);
        var compilation = CSharpCompilation.Create("House", references: [reference, .. others]);
        return Describe((IAssemblySymbol)compilation.GetAssemblyOrModuleSymbol(reference)!);
    }

    public static string Describe(IAssemblySymbol assembly) =>
        string.Concat(AllTypes(assembly.GlobalNamespace).Where(IsWritten).Select(Describe)
            .Order(StringComparer.Ordinal).Prepend($"# {assembly.Name}\n"));

    private static IEnumerable<INamedTypeSymbol> AllTypes(INamespaceOrTypeSymbol container) =>
        container.GetMembers().SelectMany(member => member switch
        {
            INamespaceSymbol space => AllTypes(space),
            INamedTypeSymbol type => AllTypes(type).Prepend(type),
            _ => [],
        });

    /// <summary>Public to other assemblies, and from a hand rather than a generator.</summary>
    private static bool IsWritten(ISymbol symbol) =>
        IsVisible(symbol) && !IsGenerated(symbol)
        && (symbol.ContainingType is null || IsWritten(symbol.ContainingType));

    private static bool IsVisible(ISymbol symbol) => symbol.DeclaredAccessibility
        is Accessibility.Public or Accessibility.Protected or Accessibility.ProtectedOrInternal;

    private static bool IsGenerated(ISymbol symbol) =>
        symbol.GetAttributes().Any(attribute => attribute.AttributeClass?.Name
            is "GeneratedCodeAttribute" or "CompilerGeneratedAttribute" or "EmbeddedAttribute");

    private static string Describe(INamedTypeSymbol type)
    {
        var members = type.GetMembers().Where(IsListed).Select(member => $"    {Line(member)}\n");
        return $"\n{Head(type)}\n{string.Concat(members.Order(StringComparer.Ordinal))}";
    }

    private static string Line(ISymbol member) => member.ToDisplayString(MemberFormat);

    private static bool IsListed(ISymbol member) =>
        IsVisible(member) && !IsGenerated(member) && member switch
        {
            INamedTypeSymbol => false,
            IMethodSymbol method => method.MethodKind is MethodKind.Ordinary or MethodKind.UserDefinedOperator
                or MethodKind.Conversion || (method.MethodKind == MethodKind.Constructor && !IsDefault(method)),
            _ => true,
        };

    private static bool IsDefault(IMethodSymbol constructor) =>
        constructor.Parameters.IsEmpty && constructor.ContainingType.IsValueType;

    private static string Head(INamedTypeSymbol type)
    {
        var bases = new[] { type.BaseType }.OfType<INamedTypeSymbol>()
            .Where(parent => type.TypeKind == TypeKind.Class && parent.SpecialType == SpecialType.None)
            .Concat(type.Interfaces)
            .Select(parent => parent.ToDisplayString(TypeFormat)).ToList();
        var list = bases.Count == 0 ? "" : $" : {string.Join(", ", bases)}";
        return $"{Modifiers(type)}{type.ToDisplayString(TypeFormat)}{list}";
    }

    private static string Modifiers(INamedTypeSymbol type)
    {
        var kind = type.TypeKind.ToString().ToLowerInvariant();
        var prefix = type switch
        {
            { TypeKind: TypeKind.Struct, IsReadOnly: true } => "readonly ",
            { TypeKind: not TypeKind.Class } => "",
            { IsStatic: true } => "static ",
            { IsAbstract: true } => "abstract ",
            { IsSealed: true } => "sealed ",
            _ => "",
        };
        return $"{prefix}{(type.IsRecord ? $"record {kind}" : kind)} ";
    }
}
