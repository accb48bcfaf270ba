namespace LockActors.Packages;

/// <summary>The tests that share what is packed.</summary>
[CollectionDefinition(Name)]
public sealed class PackedCollection : ICollectionFixture<Packed>
{
    internal const string Name = "packed";
}
