"""The Pulumi program: declares the stack file that has the name of the Pulumi stack."""

import pulumi

from wholesale.engine.program import run

pulumi.run(run)
