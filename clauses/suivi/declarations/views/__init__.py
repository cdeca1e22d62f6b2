"""Les écrans des déclarations : un fichier par groupe d'écrans."""
